#include "app/spdlog_log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <cstdlib>

#include "base/text.h"
#include "core/json_writer.h"

namespace crier::app {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

spdlog::level::level_enum parse_level(const std::string& name) {
  if (name == "debug") return spdlog::level::debug;
  if (name == "warn") return spdlog::level::warn;
  if (name == "error") return spdlog::level::err;
  return spdlog::level::info;
}

std::string as_text(std::string_view id, std::string_view sentence, std::initializer_list<LogField> fields) {
  std::string line(id);
  line += ": ";
  line += escape_control(sentence);
  for (const auto& field : fields) {
    line += ' ';
    line += field.name;
    line += '=';
    const bool quoted = field.value.find_first_of(" \"") != std::string::npos || field.value.empty();
    if (quoted) line += '"';
    line += escape_control(field.value);
    if (quoted) line += '"';
  }
  return line;
}

std::string as_json(const std::string& time, LogLevel level, std::string_view id, std::string_view sentence,
                    std::initializer_list<LogField> fields) {
  constexpr std::string_view names[] = {"debug", "info", "warn", "error"};
  std::string line;
  core::JsonWriter json(line);
  json.begin_object();
  json.member("time", time);
  json.member("level", names[static_cast<std::size_t>(level)]);
  json.member("id", id);
  json.member("message", sentence);
  for (const auto& field : fields) json.member(field.name, std::string_view(field.value));
  json.end_object();
  return line;
}

}  // namespace

struct SpdlogLog::Inner {
  spdlog::logger logger{"crierd", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  std::atomic<bool> json{false};
};

SpdlogLog::SpdlogLog() : inner_(std::make_unique<Inner>()) { configure({}); }
SpdlogLog::~SpdlogLog() = default;

void SpdlogLog::configure(const config::LogSettings& settings) {
  inner_->json = settings.json;
  inner_->logger.set_level(parse_level(settings.level));
  // The journal puts the time before each line itself.
  const bool journal = std::getenv("JOURNAL_STREAM") != nullptr;
  if (settings.json) {
    inner_->logger.set_pattern("%v");
  } else {
    inner_->logger.set_pattern(journal ? "%l %v" : "%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  }
}

bool SpdlogLog::wants(LogLevel level) const { return inner_->logger.should_log(to_spdlog(level)); }

void SpdlogLog::write(LogLevel level, std::string_view id, std::string_view sentence, std::initializer_list<LogField> fields) {
  if (!wants(level)) return;
  if (inner_->json) {
    const auto now = std::chrono::floor<Millis>(std::chrono::system_clock::now());
    inner_->logger.log(to_spdlog(level), "{}", as_json(format_rfc3339(now), level, id, sentence, fields));
  } else {
    inner_->logger.log(to_spdlog(level), "{}", as_text(id, sentence, fields));
  }
  inner_->logger.flush();
}

}  // namespace crier::app
