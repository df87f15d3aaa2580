// Two engines wired back to back on one virtual clock.
//
//   Pair pair;
//   const auto message = *pair.client.connection().open(head, nullptr, pair.clock.now());
//   pair.run();                                 // until neither has anything to say
//   EXPECT_THAT(pair.server.events(), …);
#pragma once

#include <cstddef>

#include <weft/testkit/endpoint.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::testkit {

class Pair {
 public:
  explicit Pair(const h2::Options& client_options = {}, const h2::Options& server_options = {},
                Application application = Application::answers, Application client_application = Application::holds)
      : client(Role::client, clock, client_options, client_application),
        server(Role::server, clock, server_options, application) {}

  // `cut`: no read brings more octets than that.
  void run(std::size_t cut = static_cast<std::size_t>(-1));
  // Time passes for both, and what it makes them say arrives.
  void advance(Duration duration);

  Clock clock;
  Endpoint client;
  Endpoint server;
  // The transcripts of what each has written.
  Transcript from_client{Role::client};
  Transcript from_server{Role::server};

 private:
  static bool carry(Endpoint& from, Endpoint& to, Transcript& transcript, std::size_t cut);
};

}  // namespace weft::testkit
