// Judges what a client did against what it had to do.
//
// A client may end its connection when it has its response, and the program that it is of tells by its own end what it
// made of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <weft/conformance/expected.hpp>
#include <weft/conformance/judge.hpp>

namespace weft::conformance {

struct ClientHeard : Heard {
  // `hung`: it had to be ended.
  enum class Program : std::uint8_t { unknown, succeeded, failed, hung };

  Program program = Program::unknown;
  // A PING behind a part of the response was acknowledged.
  bool went_on = false;
  // All of the response has been sent.
  bool responded = false;
  // Its first frame was SETTINGS.
  bool began_with_settings = true;
  // RFC 6066 3: the server that it wanted, in its handshake; empty for none, and nullopt without TLS.
  std::optional<std::string> server_name = {};
  // The fault of its request; empty for one that is well-formed.
  std::string request_fault = {};
};

Judgement judge_client(const Expected& expected, const ClientHeard& heard);
// Nothing that comes later on this connection can change the judgement.
bool is_client_settled(const Expected& expected, const ClientHeard& heard);

// "RST_STREAM of the request PROTOCOL_ERROR".
std::string words_of_client(const Expected& expected);

}  // namespace weft::conformance
