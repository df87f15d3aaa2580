// Every attack is judged by these: the exact frame, stream, code and scope; a GOAWAY that arrives before the end; the
// server alive, its memory as it was, and a polite witness that noticed nothing.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <tests/attacks/peer.hpp>
#include <tests/attacks/server_process.hpp>
#include <tests/attacks/witness.hpp>

namespace weft::attacks {

// An address sanitizer keeps what was freed: the size of the process says nothing then.
inline constexpr bool memory_counts = WEFT_SANITIZED == 0;

class Attack : public testing::TestWithParam<Transport> {
 protected:
  explicit Attack(Program program = Program::tool) : server(program) {}

  void SetUp() override;
  void TearDown() override;

  // A new connection, and whatever it opens with.
  std::unique_ptr<Peer> peer(std::initializer_list<frame::Setting> settings = {});

  ServerProcess server;
  std::unique_ptr<Witness> witness;

 private:
  std::size_t resident_ = 0;
};

// The same for every instance: INSTANTIATE_TEST_SUITE_P(Over, Name, transports(), transport_name);
inline auto transports() {
  return testing::Values(Transport::cleartext, Transport::tls);
}
std::string transport_name(const testing::TestParamInfo<Transport>& info);

// GOAWAY with this code, once, and then the end of the connection: not a bare close.
void expect_connection_error(Peer& peer, ErrorCode code);
// RST_STREAM with this code, and the connection goes on.
void expect_stream_error(Peer& peer, StreamId stream, ErrorCode code);
// The connection answers, and nothing was reset.
void expect_unharmed(Peer& peer);
// A new request on this stream is answered with 200.
void expect_served(Peer& peer, StreamId stream);

}  // namespace weft::attacks
