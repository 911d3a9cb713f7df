#pragma once
#include <boost/json/fwd.hpp>
#include <iosfwd>
#include <string>

namespace crier::client {

/// One finding of the wording rules for a person: where, how grave, which rule, what is wrong; below it what was found and what to do.
/// `place` is "draft.md:7:12" or a JSON pointer; the words are made printable here.
struct ShownFinding {
  std::string place, severity, rule, message, excerpt, advice;
};
void print_finding(std::ostream& out, const ShownFinding& finding, std::string_view indent = {});

/// The `findings` of an answer of crierd, each with its pointer.
void print_findings(std::ostream& out, const boost::json::array& findings, std::string_view indent = {});

/// Of an update that was taken all the same: a line each, the first few of them.
void print_remarks(std::ostream& out, const boost::json::array& findings);

}  // namespace crier::client
