#include "channels/registry.h"

#include <array>

#include "channels/exec/exec_settings.h"
#include "channels/http/http_settings.h"
#include "channels/slack/slack_settings.h"
#include "channels/smtp/smtp_settings.h"
#include "channels/webhook/webhook_settings.h"
#include "channels/x/x_settings.h"

namespace crier::channels {
namespace {

template <class Settings, Settings (*Read)(const reader::Section&)>
AnySettings read_as(const reader::Section& section) {
  return Read(section);
}

template <class Settings, std::shared_ptr<const Adapter> (*Make)(const Settings&)>
std::shared_ptr<const Adapter> make_as(const AnySettings& settings) {
  return Make(std::get<Settings>(settings));
}

Traits mail_traits(const AnySettings& settings) {
  Traits out;
  out.connections = common_of(settings).connections;
  return out;
}

Traits x_traits(const AnySettings& settings) {
  Traits out;
  out.connections = common_of(settings).connections;
  out.threads = true;
  out.own_recipient = true;
  return out;
}

/// An incoming webhook answers "ok" without an id, so that it has no threads, and posts to the conversation it was made for.
Traits slack_traits(const AnySettings& settings) {
  Traits out;
  const bool is_webhook = !std::get<slack::Settings>(settings).webhook.empty();
  out.connections = common_of(settings).connections;
  out.threads = !is_webhook;
  out.own_recipient = is_webhook;
  return out;
}

Traits webhook_traits(const AnySettings& settings) {
  Traits out;
  out.connections = common_of(settings).connections;
  out.destination_from_address = true;
  return out;
}

Traits http_traits(const AnySettings& settings) { return http::traits(std::get<http::Settings>(settings)); }

Traits exec_traits(const AnySettings& settings) {
  Traits out;
  out.connections = common_of(settings).connections;
  out.threads = true;
  out.own_recipient = true;
  out.address_optional = true;
  return out;
}

constexpr std::array<std::string_view, 1> kUnbuilt{"page"};

}  // namespace

std::span<const AdapterType> adapter_types() {
  static const std::array<AdapterType, 6> types{{
      {"smtp", "mail", render::Form::mail, smtp::keys, read_as<smtp::Settings, smtp::read>, make_as<smtp::Settings, smtp::make_adapter>,
       mail_traits, smtp::address_fault},
      {"x", "x", render::Form::x, x::keys, read_as<x::Settings, x::read>, make_as<x::Settings, x::make_adapter>, x_traits, nullptr},
      {"slack", "slack", render::Form::slack, slack::keys, read_as<slack::Settings, slack::read>,
       make_as<slack::Settings, slack::make_adapter>, slack_traits, slack::address_fault},
      {"webhook", "webhook", render::Form::webhook, webhook::keys, read_as<webhook::Settings, webhook::read>,
       make_as<webhook::Settings, webhook::make_adapter>, webhook_traits, webhook::address_fault},
      {"http", "teams", render::Form::letter, http::keys, read_as<http::Settings, http::read>, make_as<http::Settings, http::make_adapter>,
       http_traits, nullptr},
      {"exec", "pager", render::Form::letter, exec::keys, read_as<exec::Settings, exec::read>, make_as<exec::Settings, exec::make_adapter>,
       exec_traits, exec::address_fault},
  }};
  return types;
}

const AdapterType* find_adapter_type(std::string_view name) {
  for (const auto& type : adapter_types()) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

std::span<const std::string_view> unbuilt_types() { return kUnbuilt; }

const CommonSettings& common_of(const AnySettings& settings) {
  return std::visit([](const auto& own) -> const CommonSettings& { return own.common; }, settings);
}

}  // namespace crier::channels
