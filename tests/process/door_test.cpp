#include <gtest/gtest.h>

#include "process/house.h"
#include "process/local_socket.h"

namespace crier::process {
namespace {

using namespace std::string_literals;

struct Bytes {
  const char* name;
  std::string sent;
};

const std::string kBig(100'000, 'a');

/// What no client that knows HTTP (RFC 9112) sends.
const std::vector<Bytes>& nonsense() {
  static const std::vector<Bytes> all{
      {"garbage", "\x00\xff\x13\x37 nothing of use \r\n\r\n"s},
      {"a_tls_greeting", "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n"s},
      {"half_a_header", "POST /v1/events HTTP/1.1\r\nHost: cri"},
      {"half_a_body",
       "POST /v1/events HTTP/1.1\r\nHost: crier\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"action\":"},
      {"no_host", "GET /readyz HTTP/1.1\r\n\r\n"},
      {"a_header_that_never_ends", "GET /readyz HTTP/1.1\r\nHost: crier\r\nX-Long: " + kBig},
      {"a_target_that_never_ends", "GET /" + kBig},
      {"two_lengths", "POST /v1/events HTTP/1.1\r\nHost: crier\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"},
      {"length_and_chunks",
       "POST /v1/events HTTP/1.1\r\nHost: crier\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /readyz "
       "HTTP/1.1\r\n\r\n"},
      {"a_negative_length", "POST /v1/events HTTP/1.1\r\nHost: crier\r\nContent-Length: -1\r\n\r\n{}"},
      {"a_huge_length",
       "POST /v1/events HTTP/1.1\r\nHost: crier\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{}"},
      {"chunks_that_lie", "POST /v1/events HTTP/1.1\r\nHost: crier\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"},
      {"nothing", ""},
  };
  return all;
}

TEST(MalformedHttp, costs_only_its_own_connection) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program daemon = sandbox.daemon();
  for (const auto& one : nonsense()) {
    SCOPED_TRACE(one.name);
    const RawConnection connection(sandbox.path("crier.sock"));
    ASSERT_TRUE(connection.is_open());
    connection.send(one.sent);
    connection.end();
    const auto answer = connection.read_to_end();
    ASSERT_TRUE(answer.has_value()) << "the connection was not closed";
    EXPECT_EQ(answer->find("HTTP/1.1 2"), std::string::npos) << *answer;
    EXPECT_EQ(sandbox.request("GET", "/healthz").status, 200);
  }
  EXPECT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  EXPECT_TRUE(receiver.wait_for(1));
  EXPECT_EQ(receiver.received().size(), 1U);
  EXPECT_TRUE(daemon.is_running());
}

TEST(AClientThatSendsNothing, is_not_waited_for_by_others) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program daemon = sandbox.daemon();
  const RawConnection silent(sandbox.path("crier.sock"));
  const RawConnection slow(sandbox.path("crier.sock"));
  slow.send("POST /v1/events HTTP/1.1\r\nHost: crier\r\nContent-Length: 100\r\n\r\n{");
  EXPECT_EQ(sandbox.request("POST", "/v1/events", opening("db")).status, 202);
  // Both are ended by the limits of headers and bodies, not by the test.
  EXPECT_TRUE(silent.read_to_end().has_value());
  EXPECT_TRUE(slow.read_to_end().has_value());
}

struct Document {
  const char* name;
  std::string body;
  int status;
  const char* pointer;  ///< into the document, "" where there is none
};

TEST(ADocument, that_is_wrong_is_refused_with_a_pointer_and_nothing_is_half_taken) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  Program daemon = sandbox.daemon();
  const std::vector<Document> all{
      {"no_json", "{\"action\": \"open\"", 400, ""},
      {"empty", "", 400, ""},
      {"unknown_field", R"({"action":"open","incident":"db","title":"T","impact":"major","summary":"S","colour":"red"})", 422, "/colour"},
      {"unknown_impact", R"({"action":"open","incident":"db","title":"T","impact":"enormous","summary":"S"})", 422, "/impact"},
      {"line_break_in_title", R"({"action":"open","incident":"db","title":"T\nBcc: x@y","impact":"major","summary":"S"})", 422, "/title"},
      {"second_of_a_batch", "[" + opening("first") + R"(,{"action":"open","incident":"second"}])", 422, "/1/title"},
      {"update_of_nothing", updating("absent", "S"), 409, ""},
  };
  for (const auto& one : all) {
    SCOPED_TRACE(one.name);
    const auto answer = sandbox.request("POST", "/v1/events", one.body);
    EXPECT_EQ(answer.status, one.status) << answer.body;
    EXPECT_EQ(text_at(answer.body, "/errors/0/pointer"), one.pointer) << answer.body;
  }
  EXPECT_EQ(sandbox.request("GET", "/v1/incidents").body.find("\"incident\""), std::string::npos);
  EXPECT_TRUE(receiver.received().empty());
}

TEST(TheClient, says_by_its_exit_code_what_went_wrong) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  EXPECT_EQ(sandbox.crier({"list"}).code, 69) << "nobody listens";
  Program daemon = sandbox.daemon();
  struct Call {
    std::vector<std::string> arguments;
    int code;
  };
  const std::vector<Call> calls{
      {{"open", "db", "--title", "Checkout unavailable", "--impact", "major", "--summary", "Customers cannot pay."}, 0},
      {{"update", "db", "--summary", "We look into it."}, 0},
      {{"update", "absent", "--summary", "S"}, 65},
      {{"open", "db2", "--title", "T"}, 65},
      {{"open"}, 64},
      {{"send", "/nowhere/at/all"}, 66},
      {{"config", "check", "/nowhere/at/all"}, 66},
      {{"resolve", "db", "--summary", "It is over."}, 0},
      {{"show", "db"}, 0},
      {{"queue"}, 0},
      {{"channels"}, 0},
      {{}, 0},
  };
  for (const auto& call : calls) {
    const auto ended = sandbox.crier(call.arguments);
    std::string line;
    for (const auto& part : call.arguments) line += " " + part;
    EXPECT_EQ(ended.code, call.code) << line << "\n" << ended.out << ended.err;
    EXPECT_EQ(ended.err.empty(), call.code == 0) << line << "\n" << ended.err;
  }
  ASSERT_TRUE(receiver.wait_for(3));
  EXPECT_EQ(told(receiver.received()), (std::vector<std::string>{"db#1", "db#2", "db#3"}));
}

TEST(ADoorOverTcp, asks_for_a_token_and_gives_what_it_may) {
  const Receiver receiver;
  Sandbox sandbox;
  furnish(sandbox, {.targets = {receiver.url("/")}});
  const std::string address = "127.0.0.1:" + std::to_string(free_port());
  std::string text = sandbox.read("crier.yaml");
  text.insert(text.find("store:"),
              "  - tcp: " + address + "\n    tokens: [{name: looker, file: look, may: read}, {name: boss, file: operate, may: operate}]\n");
  sandbox.write("crier.yaml", text);
  sandbox.write("look", "a-token-that-may-look");
  sandbox.write("operate", "a-token-that-may-operate");
  sandbox.write("wrong", "a-token-that-is-wrong");
  Program daemon = sandbox.daemon();
  const auto by = [&](const char* token, std::vector<std::string> command) {
    command.insert(command.begin(), {"--url", "http://" + address, "--token-file", sandbox.path(token).string()});
    command.insert(command.begin(), {"env", "-u", "CRIER_SOCKET", Sandbox::program("crier")});
    return sandbox.run(command).code;
  };
  const std::vector<std::string> open{"open", "db", "--title", "T", "--impact", "major", "--summary", "S"};
  EXPECT_EQ(by("wrong", {"list"}), 77);
  EXPECT_EQ(by("look", {"list"}), 0);
  EXPECT_EQ(by("look", open), 77);
  EXPECT_EQ(by("operate", open), 0);
  ASSERT_TRUE(receiver.wait_for(1));
  EXPECT_EQ(text_at(sandbox.request("GET", "/v1/incidents/db").body, "/updates/0/author"), "boss");
}

}  // namespace
}  // namespace crier::process
