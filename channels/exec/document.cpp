#include "channels/exec/document.h"

#include <boost/json/serialize.hpp>

#include "channels/json_fields.h"

namespace crier::channels::exec {
namespace {

using boost::json::object;

constexpr int kProtocol = 1;

object message_of(const core::Message& message) {
  object out;
  out["subject"] = message.subject;
  out["text"] = message.text;
  out["html"] = message.html;
  out["short"] = message.parts.empty() ? "" : message.parts.front();
  out["language"] = message.language;
  return out;
}

/// Ids that the program itself gave; those that there are.
object thread_of(const Job& job) {
  object out;
  if (!job.thread_root.empty()) out["root"] = job.thread_root;
  if (!job.thread_last.empty()) out["last"] = job.thread_last;
  if (!job.corrected_id.empty()) out["corrected"] = job.corrected_id;
  return out;
}

}  // namespace

std::string document(const Job& job, const std::string& channel) {
  object out;
  out["protocol"] = kProtocol;
  out["delivery"] = to_text(job.delivery);
  out["idempotency_key"] = job.idempotency_key;
  out["attempt"] = job.attempt;
  out["unsure"] = job.unsure;
  out["channel"] = channel;
  out["recipient"] = job.to;
  if (!job.name.empty()) out["name"] = job.name;
  if (!job.meant_for.empty()) out["meant_for"] = job.meant_for;
  out["message"] = message_of(*job.message);
  // A letter's payload is the webhook's data: incident, update and audience (core/message.h).
  if (auto data = parse_object(job.message->payload)) {
    for (auto& [key, value] : *data) out.emplace(key, std::move(value));
  }
  out["thread"] = thread_of(job);
  return boost::json::serialize(out);
}

}  // namespace crier::channels::exec
