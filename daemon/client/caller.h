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
};

/// Makes calls and tries again by itself where that can do no harm: when nothing was sent, when crierd said "try later" (503), and
/// when a cut call was one that may be repeated. A few tries with short pauses, then the failure is the person's.
class Caller {
 public:
  Caller(World& world, std::unique_ptr<Connection> connection, bool prints_json)
      : world_(world), connection_(std::move(connection)), prints_json_(prints_json) {}

  /// `repeatable`: the call does the same when made twice (a GET, an event with an id). A refusal is printed to `out` with --json.
  [[nodiscard]] Result<Reply, Failure> call(const Call& call, bool repeatable);
  [[nodiscard]] Result<Reply, Failure> get(const std::string& path);
  /// POST with a JSON body, or none.
  [[nodiscard]] Result<Reply, Failure> post(const std::string& path, const std::string& body = {});
  [[nodiscard]] Result<void, Failure> stream(const std::string& path, const std::function<bool(std::string_view)>& piece);

 private:
  [[nodiscard]] Failure refusal(const Answer& answer);

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
