// Paths that lead out of the folder, or to what is no file.
#include <string>
#include <vector>

#include <tests/attacks/attack.hpp>

namespace weft::attacks {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class Files : public Attack {};

std::vector<std::string> hostile_paths() {
  std::vector<std::string> paths{
      "/../secret.txt",
      "/folder/../../secret.txt",
      "/%2e%2e/secret.txt",
      "/%2E%2E/secret.txt",
      "/.%2e/secret.txt",
      "/..%2fsecret.txt",
      "/folder/..%2f..%2fsecret.txt",
      "/..;/secret.txt",
      "//etc/passwd",
      "/%2fetc/passwd",
      "/..%5csecret.txt",
      "/%5c..%5csecret.txt",
      "/index.html%00.txt",
      "/%00",
      "/%c0%ae%c0%ae/secret.txt",
      "/%c0%afetc/passwd",
      "/%252e%252e/secret.txt",
      "/%",
      "/%2",
      "/%zz",
      "/link.txt",
      "/pipe",
      "/.hidden",
      "/./.hidden",
      "/" + std::string(10'000, 'a'),
      "/" + std::string(17'000, 'a'),
  };
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "/..";
  paths.push_back(deep + "/etc/passwd");
  return paths;
}

void expect_denied(int status, const std::string& body) {
  EXPECT_THAT(status, AnyOf(400, 403, 404, 414));
  EXPECT_THAT(body, Not(HasSubstr("SECRET")));
  EXPECT_THAT(body, Not(HasSubstr("root:")));
}

TEST_P(Files, of_other_folders_are_never_served_over_http2) {
  const auto attacker = peer();
  StreamId stream = 1;
  for (const std::string& path : hostile_paths()) {
    SCOPED_TRACE(path.substr(0, 40));
    attacker->frames.headers(stream, request("GET", path), end_stream);
    attacker->send();
    EXPECT_TRUE(attacker->wait([stream](const Peer& p) { return p.ended(stream); }));
    expect_denied(attacker->status(stream), attacker->body(stream));
    stream += 2;
  }
  expect_unharmed(*attacker);
}

TEST_P(Files, of_other_folders_are_never_served_over_http11) {
  for (const std::string& path : hostile_paths()) {
    SCOPED_TRACE(path.substr(0, 40));
    Peer attacker(server, GetParam(), {.alpn = "http/1.1"});
    attacker.send(as_octets("GET " + path + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"));
    EXPECT_TRUE(attacker.wait_closed());
    ASSERT_THAT(attacker.text(), testing::StartsWith("HTTP/1.1 "));
    expect_denied(std::stoi(attacker.text().substr(9, 3)), attacker.text());
  }
}

TEST_P(Files, of_the_folder_are_served) {
  const auto peer_of_good_faith = peer();
  expect_served(*peer_of_good_faith, 1);
  peer_of_good_faith->frames.headers(3, request("GET", "/folder/inner.txt"), end_stream);
  peer_of_good_faith->send();
  EXPECT_TRUE(peer_of_good_faith->wait([](const Peer& p) { return p.ended(3); }));
  EXPECT_EQ(peer_of_good_faith->body(3), "inner\n");
}

INSTANTIATE_TEST_SUITE_P(Over, Files, transports(), transport_name);

}  // namespace
}  // namespace weft::attacks
