#pragma once
#include <map>
#include <string>

namespace crier::ingest {

/// What a document says of one incident, as it was written: templates take from here (docs/ingest.md). A value; what is made of it for
/// readers is cleaned then (foreign_text.h).
struct Facts {
  using Texts = std::map<std::string, std::string, std::less<>>;
  std::string alertname;  ///< what the alert is called
  std::string group_key;  ///< the key that the document has itself: groupKey, dedup_key, host/service, event_id, subject
  std::string severity;   ///< the worst word of those that fire
  std::string status;     ///< firing, resolved, PROBLEM, trigger: its own word
  std::string host;
  std::string service;
  std::string title;     ///< the document's own headline
  std::string summary;   ///< its own sentence
  std::string identity;  ///< the labels by which it is told from others, without the ignored ones
  Texts labels;
  Texts annotations;
  Texts fields;  ///< other texts of the document by their names
};

}  // namespace crier::ingest
