#include "process/authority.h"

#include <gtest/gtest.h>

namespace crier::process {
namespace {

std::vector<std::string> request(const std::string& key, const std::string& certificate, const std::string& subject) {
  return {"openssl", "req", "-x509", "-newkey",   "ec",    "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
          "-keyout", key,   "-out",  certificate, "-subj", subject};
}

void run(const Sandbox& sandbox, const std::vector<std::string>& command) {
  const Ended ended = sandbox.run(command);
  if (ended.code != 0) ADD_FAILURE() << "openssl made no certificate: " << ended.err;
}

}  // namespace

Authority::Authority(const Sandbox& sandbox, std::string name) : sandbox_(sandbox), name_(std::move(name)) {
  run(sandbox_, request(sandbox_.path(name_ + ".key").string(), certificate(), "/CN=Authority " + name_));
}

Authority::Issued Authority::issue(const std::string& server) const {
  Issued issued{sandbox_.path(server + ".pem").string(), sandbox_.path(server + ".key").string()};
  auto command = request(issued.key, issued.certificate, "/CN=localhost");
  for (const std::string& part : {std::string("-CA"), certificate(), std::string("-CAkey"), sandbox_.path(name_ + ".key").string(),
                                  std::string("-addext"), std::string("subjectAltName=DNS:localhost,IP:127.0.0.1"), std::string("-addext"),
                                  std::string("basicConstraints=critical,CA:FALSE")}) {
    command.push_back(part);
  }
  run(sandbox_, command);
  return issued;
}

}  // namespace crier::process
