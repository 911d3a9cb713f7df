#include "config/load.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "channels/url.h"
#include "config/keys.h"
#include "config/parts.h"
#include "config/reader/parse.h"
#include "config/reader/write.h"
#include "render/templates.h"

namespace crier::config {
namespace {

namespace fs = std::filesystem;
using reader::Node;

constexpr std::uintmax_t kLargest = std::uintmax_t{16} * 1024 * 1024;

std::string folder_of(const std::string& path) {
  std::error_code ignored;
  return fs::absolute(path, ignored).lexically_normal().parent_path().string();
}

}  // namespace

Result<std::string> read_whole(const std::string& path, std::uintmax_t largest, std::string_view largest_text, std::string_view expected) {
  std::error_code error;
  const auto status = fs::status(path, error);
  const auto fault = [](std::string text) { return Error{ErrorKind::config, std::move(text)}; };
  if (!fs::exists(status)) {
    const bool is_missing = !error || error == std::errc::no_such_file_or_directory;
    return fault(is_missing ? "the file is missing" : "the file cannot be read: " + error.message());
  }
  if (fs::is_directory(status)) return fault("this is a folder, expected " + std::string(expected));
  if (!fs::is_regular_file(status)) return fault("this is no plain file, expected " + std::string(expected));
  if (fs::file_size(path, error) > largest) return fault("the file is larger than " + std::string(largest_text));
  std::ifstream in(path, std::ios::binary);
  if (!in) return fault("the file cannot be read, give its user the right to");
  std::ostringstream out;
  // An empty file has no characters to give, which is no failure.
  if (in.peek() != std::ifstream::traits_type::eof()) out << in.rdbuf();
  if (in.bad()) return fault("the file cannot be read to its end");
  return std::move(out).str();
}

namespace {

Result<std::string> read_file(const std::string& path) {
  return read_whole(path, kLargest, "16 MiB, expected long lists of recipients in files of their own", "a YAML file");
}

void read_all(Loading& loading) {
  read_organisation(loading);
  read_listeners(loading);
  read_access(loading);
  read_store(loading);
  read_channels(loading);
  read_services(loading);
  read_audiences(loading);
  read_routes(loading);
  read_rhythm(loading);
  read_reminders(loading);
  read_ingest(loading);
  read_guard(loading);
  read_divert(loading);
  read_templates(loading);
}

/// Takes the file that replaces `divert` for everything; the report of what is wrong with it, "" if nothing is.
std::string read_divert_all(Loading& loading) {
  const auto& path = loading.environment.divert_all;
  if (path.empty()) return "";
  const auto text = read_file(path);
  if (!text) return path + ": " + text.error().text + "\n";
  reader::Diagnostics diagnostics;
  const Node tree = reader::parse(*text, diagnostics);
  auto divert = read_divert_map(loading, tree, {1, 1}, {diagnostics, loading.context.files});
  if (!divert.all) diagnostics.warning({1, 1}, "'all: false' does not count in this file, everything is diverted");
  divert.all = true;
  loading.snapshot.divert = std::move(divert);
  loading.snapshot.rules.has_divert = true;
  for (const auto& warning : diagnostics.warnings()) loading.snapshot.warnings.push_back(reader::headline(path, warning));
  return diagnostics.failed() ? reader::format(path, *text, diagnostics.faults()) : "";
}

Loaded finish(std::shared_ptr<Snapshot> snapshot, const std::string& text, const reader::Diagnostics& diagnostics,
              const std::string& more_faults) {
  const auto& path = snapshot->path;
  if (diagnostics.failed()) return {nullptr, reader::format(path, text, diagnostics.faults()) + diagnostics.elsewhere() + more_faults};
  if (!more_faults.empty()) return {nullptr, more_faults};
  Loaded out;
  auto warnings = diagnostics.warnings();
  std::stable_sort(warnings.begin(), warnings.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  for (const auto& warning : warnings) snapshot->warnings.push_back(reader::headline(path, warning));
  for (const auto& warning : snapshot->warnings) out.report += "warning: " + warning + "\n";
  out.snapshot = std::move(snapshot);
  return out;
}

/// "postgresql://user:…@host": whose it is, without what may be a password.
bool is_postgresql(std::string_view text) { return text.starts_with("postgresql:") || text.starts_with("postgres:"); }

}  // namespace

void read_organisation(Loading& loading) {
  const auto section = loading.root.section("organisation");
  auto& out = loading.snapshot.organisation;
  out.name = section.text("name");
  out.contact = section.text("contact");
  out.url = section.text("url");
  if (out.url.empty()) return;
  if (const auto fault = channels::http_url_fault(out.url))
    section.fault("url", "'url' " + *fault, "expected such as https://status.example.com");
}

void read_store(Loading& loading) {
  constexpr std::string_view scheme = "sqlite://";
  const auto& root = loading.root;
  const auto text = root.text("store");
  if (is_postgresql(text)) {
    root.fault("store", "a store on PostgreSQL is not built yet", "expected such as sqlite:///var/lib/crier/crier.db");
  } else if (!text.starts_with(scheme) || text.size() <= scheme.size() + 1 || text[scheme.size()] != '/' || text.ends_with('/') ||
             text.find_first_of("?#") != std::string::npos) {
    root.fault("store", "'store' names no file", "expected such as sqlite:///var/lib/crier/crier.db, with three slashes");
  } else {
    loading.snapshot.store_path = text.substr(scheme.size());
  }
  loading.snapshot.spool = loading.context.files.beside(root.text("spool"));
  const auto retention = root.section("retention");
  loading.snapshot.retention = {retention.duration("history"), retention.duration("deliveries")};
  loading.snapshot.rules.reopen_within = root.section("rhythm").duration("reopen_within");
  const auto log = root.section("log");
  loading.snapshot.log.level = log.text("level");
  loading.snapshot.log.json = log.choice("format") == 1;
}

void read_templates(Loading& loading) {
  const auto& root = loading.root;
  const auto faults_before = loading.context.diagnostics.faults().size();
  const auto folder = root.path("templates");
  if (loading.context.diagnostics.faults().size() != faults_before) return;
  auto templates = render::Templates::load(folder);
  if (templates) {
    loading.snapshot.templates = std::move(*templates);
    return;
  }
  for (const auto line : split(templates.error().text, '\n')) {
    if (!line.empty()) root.fault("templates", std::string(line));
  }
}

Loaded load_text(const std::string& text, const std::string& path, const Environment& environment) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->path = path;
  snapshot->folder = folder_of(path);
  reader::Diagnostics diagnostics;
  const Node tree = reader::parse(text, diagnostics);
  const reader::Files files(snapshot->folder, environment.credentials_directory, environment.without_secrets);
  const reader::Context context{diagnostics, files};
  if (!reader::check(tree, {1, 1}, keys(), context))
    diagnostics.fault(tree.at, "the file has no keys", "expected lines such as 'channels:'");
  const reader::Section root(tree, {1, 1}, keys(), context);
  Loading loading{root, context, environment, *snapshot};
  read_all(loading);
  const auto faults_elsewhere = read_wording(loading) + read_divert_all(loading);
  return finish(std::move(snapshot), text, diagnostics, faults_elsewhere);
}

Loaded load(const std::string& path, const Environment& environment) {
  const auto text = read_file(path);
  if (text) return load_text(*text, path, environment);
  return {nullptr, path + ": " + text.error().text + "\n"};
}

Result<std::string> show(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return Error{ErrorKind::config, path + ": " + text.error().text + "\n"};
  reader::Diagnostics diagnostics;
  const Node tree = reader::parse(*text, diagnostics);
  if (diagnostics.failed()) return Error{ErrorKind::config, reader::format(path, *text, diagnostics.faults())};
  return reader::show(tree);
}

}  // namespace crier::config
