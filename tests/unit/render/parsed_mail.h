#pragma once
#include <gmime/gmime.h>

#include <memory>
#include <string>

#include "base/text.h"

namespace crier::render {

/// A mail as GMime reads it: an implementation that is not ours says whether receivers get what we meant.
class ParsedMail {
 public:
  explicit ParsedMail(const std::string& bytes) : bytes_(bytes) {
    g_mime_init();
    GMimeStream* stream = g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size());
    GMimeParser* parser = g_mime_parser_new_with_stream(stream);
    message_ = g_mime_parser_construct_message(parser, nullptr);
    g_object_unref(parser);
    g_object_unref(stream);
  }
  ~ParsedMail() {
    if (message_ != nullptr) g_object_unref(message_);
  }
  ParsedMail(const ParsedMail&) = delete;
  ParsedMail& operator=(const ParsedMail&) = delete;

  [[nodiscard]] bool is_mail() const { return message_ != nullptr; }
  /// How many headers of the mail have the name, counted in its bytes.
  [[nodiscard]] int count(const std::string& name) const {
    const std::string start = "\r\n" + to_lower_ascii(name) + ":";
    const std::string head = to_lower_ascii("\r\n" + bytes_.substr(0, bytes_.find("\r\n\r\n")));
    int found = 0;
    for (auto place = head.find(start); place != std::string::npos; place = head.find(start, place + 1)) ++found;
    return found;
  }
  /// The mail's MIME type, e.g. "multipart/alternative".
  [[nodiscard]] std::string type() const {
    char* text = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(g_mime_message_get_mime_part(message_)));
    std::string type = text;
    g_free(text);
    return type;
  }
  /// The decoded value, "" if there is none.
  [[nodiscard]] std::string header(const char* name) const {
    GMimeHeaderList* list = g_mime_object_get_header_list(GMIME_OBJECT(message_));
    GMimeHeader* header = g_mime_header_list_get_header(list, name);
    return header == nullptr ? "" : g_mime_header_get_value(header);
  }
  struct Address {
    std::string name, address;
  };
  [[nodiscard]] Address to() const {
    InternetAddressList* list = g_mime_message_get_addresses(message_, GMIME_ADDRESS_TYPE_TO);
    if (list == nullptr || internet_address_list_length(list) != 1) return {"not one", "not one"};
    InternetAddress* one = internet_address_list_get_address(list, 0);
    const char* name = internet_address_get_name(one);
    return {name == nullptr ? "" : name, internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one))};
  }
  /// The decoded content of the part of this type, with \n for line ends, "none" if there is none.
  [[nodiscard]] std::string part(const char* subtype) const {
    GMimePartIter* iter = g_mime_part_iter_new(GMIME_OBJECT(message_));
    std::string found = "none";
    do {
      GMimeObject* object = g_mime_part_iter_get_current(iter);
      if (GMIME_IS_TEXT_PART(object) && g_mime_content_type_is_type(g_mime_object_get_content_type(object), "text", subtype)) {
        char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(object));
        found = text;
        g_free(text);
      }
    } while (g_mime_part_iter_next(iter));
    g_mime_part_iter_free(iter);
    std::erase(found, '\r');
    return found;
  }

 private:
  std::string bytes_;
  GMimeMessage* message_ = nullptr;
};

}  // namespace crier::render
