#include "render/templates.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "base/text.h"
#include "render/shipped.h"
#include "render/template.h"
#include "render/template_compiler.h"

namespace crier::render {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDefaultLanguage = "en";
constexpr std::string_view kDefaultOccasion = "update";
constexpr std::uintmax_t kMaxFile = std::uintmax_t{256} * 1024;
constexpr std::array<std::string_view, 16> kOccasions{"open",        "update",  "nonews",      "resolve",   "postmortem", "notice",
                                                      "correct",     "retract", "root",        "corrected", "operators",  "office-close",
                                                      "office-open", "holding", "maintenance", "reminder"};

struct Part {
  std::string_view name;
  PartKind kind;
  std::string_view channel;  ///< whose partials a folder of another name takes in
};
constexpr std::array<Part, 6> kParts{{{"subject", PartKind::subject, "mail"},
                                      {"text", PartKind::text, "mail"},
                                      {"html", PartKind::html, "mail"},
                                      {"mrkdwn", PartKind::mrkdwn, "slack"},
                                      {"context", PartKind::mrkdwn, "slack"},
                                      {"post", PartKind::text, "x"}}};

const Part* find_part(std::string_view name) {
  const auto* part = std::find_if(kParts.begin(), kParts.end(), [name](const Part& each) { return each.name == name; });
  return part == kParts.end() ? nullptr : part;
}

/// What a path within a templates folder names.
struct FileName {
  std::string channel;
  std::string occasion;  ///< or a partial's name, which begins with "_"
  std::string language;  ///< "" = any
  std::string part;
  [[nodiscard]] bool is_partial() const { return occasion.starts_with('_'); }
};

std::optional<FileName> parse_path(std::string_view path) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  const auto pieces = split(path.substr(slash + 1), '.');
  if (pieces.size() < 2 || pieces.size() > 3) return std::nullopt;
  FileName name{std::string(path.substr(0, slash)), std::string(pieces.front()), "", std::string(pieces.back())};
  if (pieces.size() == 3) name.language = language_tag(pieces[1]);
  const bool is_occasion = std::find(kOccasions.begin(), kOccasions.end(), name.occasion) != kOccasions.end();
  if (find_part(name.part) == nullptr || !(is_occasion || (name.is_partial() && name.occasion.size() > 1))) return std::nullopt;
  return name;
}

std::string key_of(std::string_view channel, std::string_view occasion, std::string_view language, std::string_view part) {
  std::string key;
  key.reserve(channel.size() + occasion.size() + language.size() + part.size() + 3);
  key.append(channel).append("/").append(occasion).append(".").append(language).append(".").append(part);
  return key;
}

}  // namespace

/// Gathers the sources, then compiles each in every language there is.
class TemplateLoader {
 public:
  Result<std::shared_ptr<const Templates>> load(const std::string& folder) {
    for (const ShippedFile& file : shipped_files())
      take(std::string(file.path), "shipped " + std::string(file.path), std::string(file.text));
    if (!folder.empty()) read_folder(folder);
    if (faults_.empty()) compile();
    if (faults_.empty()) return std::shared_ptr<const Templates>(std::move(made_));
    std::sort(faults_.begin(), faults_.end());
    faults_.erase(std::unique(faults_.begin(), faults_.end()), faults_.end());  // one fault shows up in every language
    return Error{ErrorKind::config, join(faults_, "\n")};
  }

 private:
  void take(const std::string& path, const std::string& shown, std::string text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    std::erase(text, '\r');  // files from elsewhere: line ends are \n here, whatever a part's own will be
    auto source = std::make_shared<const SourceText>(SourceText{shown, std::move(text)});
    if (!is_utf8(source->text)) {
      faults_.push_back(shown + ":1:1: the file is not UTF-8");
    } else if (path.starts_with("phrases.") && path.find('/') == std::string::npos) {
      made_->phrases_.add(language_tag(std::string_view(path).substr(8)), source, faults_);
    } else if (const auto name = parse_path(path)) {
      if (!name->language.empty()) languages_.insert(name->language);
      sources_[key_of(name->channel, name->occasion, name->language, name->part)] = {*name, source};
    } else {
      faults_.push_back(
          shown + ":1:1: no template has this name: a path is CHANNEL/OCCASION[.LANGUAGE].PART or phrases.LANGUAGE, see docs/templates.md");
    }
  }

  void read_folder(const std::string& folder) {
    std::error_code failed;
    fs::recursive_directory_iterator files(folder, failed);
    if (failed) {
      faults_.push_back(folder + ":1:1: the templates' folder cannot be read (" + failed.message() +
                        "): create it or remove the key 'templates'");
      return;
    }
    std::set<fs::path> sorted;
    for (; !failed && files != fs::recursive_directory_iterator(); files.increment(failed)) {
      const std::string name = files->path().filename().string();
      if (name.starts_with('.') || name.ends_with('~') || files->is_directory(failed)) continue;
      sorted.insert(files->path());
    }
    for (const auto& path : sorted) read_file(folder, path);
  }

  void read_file(const std::string& folder, const fs::path& path) {
    std::error_code failed;
    const bool is_file = fs::is_regular_file(path, failed);
    const auto size = is_file ? fs::file_size(path, failed) : 0;
    std::ifstream file(path, std::ios::binary);
    if (!is_file || failed || !file) {
      faults_.push_back(path.string() + ":1:1: the template cannot be read");
    } else if (size > kMaxFile) {
      faults_.push_back(path.string() + ":1:1: the template is longer than 256 KiB");
    } else {
      take(path.lexically_relative(folder).generic_string(), path.string(), {std::istreambuf_iterator<char>(file), {}});
    }
  }

  void compile() {
    for (auto& language : made_->phrases_.languages()) languages_.insert(std::move(language));
    for (const auto& [key, source] : sources_) {
      if (source.name.is_partial()) continue;
      for (const auto& language : languages_) {
        if (serves(source.name, language)) compile(source.name, *source.text, language);
      }
    }
  }

  /// True if this source is the best one of its name for the language.
  [[nodiscard]] bool serves(const FileName& name, const std::string& language) const {
    const auto best = find_source(name.channel, name.occasion, language, name.part);
    return best != nullptr && best->name.language == name.language;
  }

  struct Source {
    FileName name;
    std::shared_ptr<const SourceText> text;
  };

  [[nodiscard]] const Source* find_source(std::string_view channel, std::string_view occasion, std::string_view language,
                                          std::string_view part) const {
    auto chain = language_chain(language);
    chain.emplace_back("");
    for (const auto& tag : chain) {
      const auto found = sources_.find(key_of(channel, occasion, tag, part));
      if (found != sources_.end()) return &found->second;
    }
    return nullptr;
  }

  void compile(const FileName& name, const SourceText& text, const std::string& language) {
    const Part& part = *find_part(name.part);
    const auto partial = [&](std::string_view wanted) -> std::shared_ptr<const SourceText> {
      const std::string file = "_" + std::string(wanted);
      for (const auto channel : {std::string_view(name.channel), part.channel}) {
        if (const Source* source = find_source(channel, file, language, part.name)) return source->text;
      }
      return nullptr;
    };
    const Library library{partial, made_->phrases_, language};
    made_->templates_[key_of(name.channel, name.occasion, language, name.part)] = compile_template(text, part.kind, library, faults_);
  }

  std::unique_ptr<Templates> made_{new Templates};
  std::map<std::string, Source, std::less<>> sources_;
  std::set<std::string> languages_{std::string(kDefaultLanguage)};
  std::vector<std::string> faults_;
};

Templates::Templates() = default;
Templates::~Templates() = default;

Result<std::shared_ptr<const Templates>> Templates::load(const std::string& folder) { return TemplateLoader().load(folder); }

const Template* Templates::find(std::string_view channel, std::string_view occasion, std::string_view language, std::string_view part,
                                bool exactly) const {
  std::vector<std::string> chain = language_chain(language);
  chain.emplace_back(kDefaultLanguage);
  for (const auto wanted : {occasion, kDefaultOccasion}) {
    for (const auto& tag : chain) {
      const auto found = templates_.find(key_of(channel, wanted, tag, part));
      if (found != templates_.end()) return found->second.get();
    }
    if (exactly) break;
  }
  return nullptr;
}

}  // namespace crier::render
