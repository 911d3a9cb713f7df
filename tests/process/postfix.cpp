#include "process/postfix.h"

#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "process/house.h"
#include "process/local_socket.h"

namespace crier::process {
namespace {

constexpr const char* kHost = "mx.customer.example";
constexpr const char* kDaemons = "/usr/lib/postfix/sbin";

/// The services that a receiving host needs; nothing of it leaves the host.
constexpr const char* kServices =
    "pickup unix n - n 60 1 pickup\n"
    "cleanup unix n - n - 0 cleanup\n"
    "qmgr unix n - n 300 1 qmgr\n"
    "tlsmgr unix - - n 1000? 1 tlsmgr\n"
    "rewrite unix - - n - - trivial-rewrite\n"
    "bounce unix - - n - 0 bounce\n"
    "defer unix - - n - 0 bounce\n"
    "trace unix - - n - 0 bounce\n"
    "proxymap unix - - n - - proxymap\n"
    "showq unix n - n - - showq\n"
    "error unix - - n - - error\n"
    "retry unix - - n - - error\n"
    "discard unix - - n - - discard\n"
    "virtual unix - n n - - virtual\n"
    "anvil unix - - n - 1 anvil\n"
    "postlog unix-dgram n - n - 1 postlogd\n";

}  // namespace

std::string Postfix::missing() {
  if (::geteuid() != 0) return "needs root: Postfix changes users";
  if (::access("/usr/lib/postfix/sbin/master", X_OK) != 0 || ::access("/usr/sbin/postfix", X_OK) != 0)
    return "needs Postfix (./dev servers)";
  if (::access("/usr/sbin/saslpasswd2", X_OK) != 0) return "needs saslpasswd2 (./dev servers)";
  if (::getpwnam("postfix") == nullptr) return "needs the user postfix";
  return "";
}

Postfix::Postfix(Sandbox& sandbox, const Options& options) : sandbox_(sandbox), port_(free_port()) {
  // Its programs give up root and must still reach their own folders.
  ::chmod(sandbox_.path("").c_str(), 0711);
  for (const char* folder : {"postfix/etc/sasl", "postfix/queue", "postfix/state", "postfix/mail"})
    std::filesystem::create_directories(sandbox_.path(folder));
  const auto* user = ::getpwnam("postfix");
  if (::chown(sandbox_.path("postfix/state").c_str(), user->pw_uid, user->pw_gid) != 0 ||
      ::chown(sandbox_.path("postfix/mail").c_str(), ::getpwnam("nobody")->pw_uid, ::getpwnam("nobody")->pw_gid) != 0) {
    ADD_FAILURE() << "the folders of Postfix cannot be given to their users";
  }
  write_settings(options);
  write_login();
  const Ended checked = sandbox_.run({"postfix", "-c", sandbox_.path("postfix/etc").string(), "check"});
  if (checked.code != 0) ADD_FAILURE() << "Postfix refuses its settings: " << checked.err << log();
  start();
}

Postfix::~Postfix() {
  stop();
  if (testing::Test::HasFailure()) std::fprintf(stderr, "--- Postfix\n%s\n", log().c_str());
}

void Postfix::write_settings(const Options& options) const {
  const std::string folder = sandbox_.path("postfix").string();
  const std::string nobody = std::to_string(::getpwnam("nobody")->pw_uid);
  sandbox_.write("postfix/etc/main.cf",
                 "compatibility_level = 3.6\nqueue_directory = " + folder + "/queue\ndata_directory = " + folder +
                     "/state\n"
                     "command_directory = /usr/sbin\ndaemon_directory = " +
                     std::string(kDaemons) +
                     "\nmail_owner = postfix\nsetgid_group = postdrop\n"
                     "myhostname = " +
                     kHost +
                     "\nmydestination =\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nalias_maps =\nlocal_recipient_maps =\n"
                     "maillog_file = " +
                     folder + "/log\nmaillog_file_prefixes = " + folder +
                     "\n"
                     "default_transport = discard\nvirtual_mailbox_domains = customer.example\nvirtual_mailbox_base = " +
                     folder +
                     "/mail\n"
                     "virtual_mailbox_maps = texthash:" +
                     folder +
                     "/etc/mailboxes\n"
                     "virtual_uid_maps = static:" +
                     nobody + "\nvirtual_gid_maps = static:" + nobody +
                     "\nvirtual_minimum_uid = 1\n"
                     "smtpd_tls_security_level = may\nsmtpd_tls_auth_only = yes\nsmtpd_tls_received_header = yes\n"
                     "smtpd_tls_cert_file = " +
                     options.identity.certificate + "\nsmtpd_tls_key_file = " + options.identity.key +
                     "\n"
                     "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = cyrus\nsmtpd_sasl_security_options = "
                     "noanonymous\nsmtpd_sasl_authenticated_header = yes\n"
                     "smtpd_relay_restrictions = permit_sasl_authenticated, reject\n" +
                     options.settings,
                 0644);
  sandbox_.write("postfix/etc/master.cf", "127.0.0.1:" + std::to_string(port_) + " inet n - n - - smtpd\n" + kServices, 0644);
  std::string mailboxes;
  for (const auto& name : options.mailboxes) mailboxes += name + "@customer.example customer.example/" + name + "/\n";
  sandbox_.write("postfix/etc/mailboxes", mailboxes, 0644);
}

void Postfix::write_login() const {
  const std::string file = sandbox_.path("postfix/etc/sasl/sasldb2").string();
  // Debian's Postfix looks for this file beside its settings.
  sandbox_.write("postfix/etc/sasl/smtpd.conf",
                 "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: " + file + "\n", 0644);
  const Ended made =
      sandbox_.run({"sh", "-c", std::string("printf %s '") + kPassword + "' | saslpasswd2 -p -c -f '" + file + "' -u " + kHost + " crier"});
  if (made.code != 0 || ::chown(file.c_str(), ::getpwnam("postfix")->pw_uid, ::getpwnam("postfix")->pw_gid) != 0) {
    ADD_FAILURE() << "no login could be made: " << made.err;
  }
}

void Postfix::start() {
  // A session of its own, as master ends its children by their process group.
  master_ = Program({"setsid", std::string(kDaemons) + "/master", "-c", sandbox_.path("postfix/etc").string(), "-d"}, sandbox_.path(""),
                    "postfix");
  if (!eventually([this] { return answers(port_); })) ADD_FAILURE() << "Postfix does not answer: " << master_.errors() << log();
}

void Postfix::stop() {
  if (!master_.is_running()) return;
  master_.signal(SIGTERM);
  if (!master_.wait()) ADD_FAILURE() << "Postfix does not end";
}

std::vector<std::string> Postfix::mails(const std::string& mailbox) const {
  std::vector<std::filesystem::path> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(sandbox_.path("postfix/mail/customer.example/" + mailbox + "/new"), none)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return std::filesystem::last_write_time(a) < std::filesystem::last_write_time(b); });
  std::vector<std::string> mails;
  mails.reserve(files.size());
  for (const auto& file : files) mails.push_back(sandbox_.read(std::filesystem::relative(file, sandbox_.path(""))));
  return mails;
}

bool Postfix::wait_for(const std::string& mailbox, std::size_t count) const {
  return eventually([&] { return mails(mailbox).size() >= count; });
}

}  // namespace crier::process
