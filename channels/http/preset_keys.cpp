#include "channels/http/preset_keys.h"

namespace crier::channels::http {
namespace {

using reader::Table;
using reader::Type;

const Table& option_keys() {
  static const Table table{
      {.name = "default", .type = Type::text, .help = "if the channel does not say"},
      {.name = "help", .help = "what it is for", .required = true},
      {.name = "required", .type = Type::flag, .fallback = "false", .help = "the channel must say"},
      {.name = "number", .type = Type::flag, .fallback = "false", .help = "it is a whole number"},
  };
  return table;
}

const Table& field_keys() {
  static const Table table{
      {.name = "value", .type = Type::prose, .help = "text with placeholders", .required = true},
      {.name = "instead", .type = Type::prose, .help = "the text where the first is too long"},
      {.name = "escape",
       .type = Type::choice,
       .fallback = "none",
       .bounds = "none | html | html-br | markdown | mentions",
       .help = "what each value passes"},
      {.name = "limit", .type = Type::texts, .help = "such as 280 graphemes; a list: each holds"},
      {.name = "cut", .help = "the placeholder that is cut; absent: the last"},
      {.name = "more", .type = Type::prose, .fallback = "…", .help = "stands where something was cut"},
  };
  return table;
}

const Table& request_keys() {
  static const Table table{
      {.name = "method", .type = Type::choice, .fallback = "POST", .bounds = "GET | POST | PUT | PATCH | DELETE", .help = "of the request"},
      {.name = "url", .fallback = "{url}", .help = "the base"},
      {.name = "path", .help = "behind the base's path"},
      {.name = "query", .type = Type::named, .help = "added to the base's query"},
      {.name = "headers", .type = Type::named, .help = "names in lower case"},
      {.name = "json", .type = Type::free, .help = "the body as JSON"},
      {.name = "form", .type = Type::named, .help = "or as a form"},
      {.name = "text", .type = Type::prose, .help = "or as plain text"},
  };
  return table;
}

const Table& follow_up_keys() {
  static const Table table{
      {.name = "query", .type = Type::named, .help = "added to the post's query"},
      {.name = "json", .type = Type::free, .help = "merged into the post's JSON"},
      {.name = "form", .type = Type::named, .help = "added to the post's form"},
  };
  return table;
}

const Table& login_keys() {
  static const Table table{
      {.name = "create", .type = Type::section, .help = "the request that logs in", .required = true, .inner = request_keys},
      {.name = "refresh", .type = Type::section, .help = "the request that prolongs the session", .inner = request_keys},
      {.name = "keep", .type = Type::named, .help = "what of the answer is kept: name → JSON pointer", .required = true},
  };
  return table;
}

const Table& rule_keys() {
  static const Table table{
      {.name = "status", .type = Type::free, .help = "such as 403, [400, 404] or 4xx"},
      {.name = "at", .help = "a JSON pointer"},
      {.name = "is", .type = Type::texts, .help = "what is there"},
      {.name = "contains", .type = Type::texts, .help = "what the body has in it"},
      {.name = "then",
       .type = Type::choice,
       .bounds = "delivered | rejected | retry | pause | gone | plain | login",
       .help = "what follows",
       .required = true},
  };
  return table;
}

const Table& wait_keys() {
  static const Table table{
      {.name = "at", .help = "a JSON pointer"},
      {.name = "header", .help = "or a header"},
      {.name = "as",
       .type = Type::choice,
       .fallback = "seconds",
       .bounds = "seconds | milliseconds | epoch | time",
       .help = "what is there"},
  };
  return table;
}

const Table& answer_keys() {
  static const Table table{
      {.name = "where", .type = Type::named, .help = "what a success says: JSON pointer → text"},
      {.name = "id", .type = Type::texts, .help = "JSON pointers of the post's id"},
      {.name = "words", .type = Type::texts, .help = "JSON pointers of what an error says"},
      {.name = "wait", .type = Type::sections, .help = "how long to wait, beside Retry-After", .inner = wait_keys},
      {.name = "errors", .type = Type::sections, .help = "the first row that holds counts", .inner = rule_keys},
  };
  return table;
}

}  // namespace

const Table& preset_keys() {
  static const Table table{
      {.name = "help", .help = "what service this is", .required = true},
      {.name = "url", .help = "where it is, unless the channel says"},
      {.name = "needs", .type = Type::choices, .bounds = "url | token | username | password", .help = "keys that the channel must have"},
      {.name = "takes", .type = Type::choices, .bounds = "url | token | username | password", .help = "keys that it may have"},
      {.name = "to",
       .type = Type::choice,
       .fallback = "none",
       .bounds = "none | address | phone | url",
       .help = "what a recipient's address is"},
      {.name = "to_help", .help = "the same in words"},
      {.name = "options", .type = Type::named, .help = "what the channel may set", .inner = option_keys},
      {.name = "rate", .type = Type::rate, .help = "if the channel does not say"},
      {.name = "backlog", .type = Type::choice, .fallback = "latest", .bounds = "all | latest", .help = "if the channel does not say"},
      {.name = "map", .type = Type::named, .help = "values by which others are chosen"},
      {.name = "fields", .type = Type::named, .help = "pieces of text", .inner = field_keys},
      {.name = "post", .type = Type::section, .help = "the request", .required = true, .inner = request_keys},
      {.name = "follow_up", .type = Type::section, .help = "what is added after the first post", .inner = follow_up_keys},
      {.name = "edit", .type = Type::section, .help = "the request that edits a wrong post", .inner = request_keys},
      {.name = "login", .type = Type::section, .help = "a session that is kept", .inner = login_keys},
      {.name = "answer", .type = Type::section, .help = "what answers mean", .inner = answer_keys},
  };
  return table;
}

}  // namespace crier::channels::http
