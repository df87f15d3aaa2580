// Helpers that every section's tests share: the words of testkit, and error codes by their names.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <source_location>
#include <string>
#include <vector>

#include <weft/testkit/gtest/trial.hpp>
#include <weft/testkit/pair.hpp>

namespace weft::conformance {

using namespace testkit;
using enum frame::ErrorCode;
using enum frame::SettingId;
namespace flag = frame::flag;

inline const FieldList get = request("GET");
inline const FieldList post = request("POST");

// The client has a request open on stream 1, and so has the server.
inline Trial in_role(Role role) {
  return Trial(role);
}

inline Frames opened(Role role) {
  Frames out;
  if (role == Role::server) out.headers(1, post).then();
  return out;
}

// A frame that loses the connection for either role, with stream 1 open.
inline void is_connection_error_in_both_roles(Type type, std::uint8_t flags, StreamId stream, const Bytes& payload,
                                              ErrorCode code,
                                              std::source_location where = std::source_location::current()) {
  for (const Role role : {Role::server, Role::client}) {
    SCOPED_TRACE(role == Role::server ? "server" : "client");
    in_role(role).receives(opened(role).raw(type, flags, stream, payload), where).is_connection_error(code);
  }
}

}  // namespace weft::conformance
