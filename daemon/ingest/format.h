#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier::ingest {

/// Whose documents are taken (interface.md section 8). `prometheus` is the body of POST /api/v2/alerts.
enum class Format : std::uint8_t { alertmanager, prometheus, grafana, cloudevents, pagerduty, nagios, icinga, zabbix };

inline constexpr std::array kFormats{Format::alertmanager, Format::prometheus, Format::grafana, Format::cloudevents,
                                     Format::pagerduty,    Format::nagios,     Format::icinga,  Format::zabbix};

/// The name in paths, in the configuration and as the events' source.
[[nodiscard]] std::string_view to_text(Format format);
[[nodiscard]] std::optional<Format> parse_format(std::string_view text);
/// All names, for suggestions.
[[nodiscard]] const std::vector<std::string>& format_names();

}  // namespace crier::ingest
