#pragma once
#include <boost/json/value.hpp>
#include <string>

#include "base/result.h"
#include "client/connection.h"
#include "client/world.h"

namespace crier::client {

namespace json = boost::json;

/// What a call was answered with: the text as it came, and what it says.
struct Reply {
  std::string text;
  json::value value;
  int status = 200;
};

/// Makes calls and tries again by itself where that can do no harm: when nothing was sent, when crierd said "try later" (503), and
/// when a cut call was one that may be repeated. A few tries with short pauses, then the failure is the person's.
class Caller {
 public:
  Caller(World& world, std::unique_ptr<Connection> connection, bool prints_json)
      : world_(world), connection_(std::move(connection)), prints_json_(prints_json) {}

  /// `repeatable`: the call does the same when made twice (a GET, an event with an id). A refusal is printed to `out` with --json.
  /// `also`: a status that is no success and yet an answer: it is given back as a reply, and refusal() makes a failure of it.
  [[nodiscard]] Result<Reply, Failure> call(const Call& call, bool repeatable, int also = 0);
  [[nodiscard]] Result<Reply, Failure> get(const std::string& path, int also = 0);
  /// POST with a JSON body, or none.
  [[nodiscard]] Result<Reply, Failure> post(const std::string& path, const std::string& body = {});
  [[nodiscard]] Result<void, Failure> stream(const Call& call, const std::function<bool(std::string_view)>& piece);
  /// One more to the same daemon, to be used while a stream is open.
  [[nodiscard]] Caller another() const { return Caller(world_, connection_->another(), prints_json_); }

  /// What a problem means for the person.
  [[nodiscard]] Failure refusal(const std::string& body, int status);
  [[nodiscard]] Failure refusal(const Reply& reply) { return refusal(reply.text, reply.status); }

 private:
  World& world_;
  std::unique_ptr<Connection> connection_;
  bool prints_json_;
};

/// The exit code for a status that is not a success.
[[nodiscard]] int exit_of(int status);

// Reading answers: what is absent or of another type is "" or 0, since a newer daemon may say more and an older one less.
[[nodiscard]] std::string text_at(const json::value& object, std::string_view name);
[[nodiscard]] std::int64_t number_at(const json::value& object, std::string_view name);
[[nodiscard]] const json::value& member_at(const json::value& object, std::string_view name);
/// The items of an array member; none if it is absent.
[[nodiscard]] const json::array& items_at(const json::value& object, std::string_view name);

}  // namespace crier::client
