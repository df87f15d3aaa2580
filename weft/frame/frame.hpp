// Every frame as a value. Octets in a frame are views of the octets that were read, and valid as long as the reader's
// input.
//
//   auto frame = decode(header, payload);    // Reader does this for a connection
//   encode(*frame, out);
//   describe(*frame);
#pragma once

#include <string>
#include <variant>

#include <weft/frame/altsvc.hpp>
#include <weft/frame/continuation.hpp>
#include <weft/frame/data.hpp>
#include <weft/frame/goaway.hpp>
#include <weft/frame/headers.hpp>
#include <weft/frame/origin.hpp>
#include <weft/frame/ping.hpp>
#include <weft/frame/priority.hpp>
#include <weft/frame/priority_update.hpp>
#include <weft/frame/push_promise.hpp>
#include <weft/frame/rst_stream.hpp>
#include <weft/frame/settings.hpp>
#include <weft/frame/unknown.hpp>
#include <weft/frame/window_update.hpp>

namespace weft::frame {

using Frame = std::variant<Data, Headers, Priority, RstStream, Settings, PushPromise, Ping, Goaway, WindowUpdate,
                           Continuation, PriorityUpdate, Altsvc, Origin, Unknown>;

// `payload` is the whole frame behind its header.
Result<Frame, Fault> decode(const Header& header, Octets payload);
void encode(const Frame& frame, Buffer& out);

// One line for a person: "HEADERS stream=1 END_STREAM|END_HEADERS block=31".
std::string describe(const Frame& frame);

}  // namespace weft::frame
