#include <weft/io/tls_key_log.hpp>

#include <unistd.h>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

// "CLIENT_RANDOM <random> <secret>": the names of the secrets, each once a connection and role.
std::multiset<std::string> labels_in(const std::string& file) {
  std::multiset<std::string> labels;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) labels.insert(line.substr(0, line.find(' ')));
  return labels;
}

TEST(TlsKeyLog, writes_the_secrets_of_both_roles_where_the_environment_says) {
  const std::string file = testing::TempDir() + std::to_string(::getpid()) + "weft_keys";
  std::remove(file.c_str());
  ::setenv("SSLKEYLOGFILE", file.c_str(), 1);
  Loop loop;
  test::TcpPair pair = test::tcp_pair();
  test::Recorder client_user;
  test::Recorder server_user;
  TlsChannel client(loop, test::connected(std::move(pair.client)), test::client_context(), {});
  TlsChannel server(loop, test::connected(std::move(pair.server)), test::server_context(), {});
  client.start(client_user);
  server.start(server_user);
  test::run_until(loop, [&] { return client_user.opened && server_user.opened; });
  ::unsetenv("SSLKEYLOGFILE");
  EXPECT_EQ(labels_in(file).count("CLIENT_TRAFFIC_SECRET_0"), 2u);
  struct stat status{};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

}  // namespace
}  // namespace weft::io
