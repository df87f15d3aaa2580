// Exchanges with real servers, kept in a file, and answered from it later: for tests that need no network.
//
//   weft::Client client({.transport = weft::record("notes.json")});      // over the network
//   weft::Client client({.transport = weft::replay("notes.json")});      // from the file alone
//
// transport/recording.hpp has the format.
#pragma once

#include <memory>
#include <string>

#include <weft/client/transport/answer.hpp>

namespace weft {

struct RecordOptions {
  // Keeps Authorization, Proxy-Authorization, Cookie and Set-Cookie as well, and fields that are marked as secret.
  bool secrets = false;
};

namespace client {

class Recorder;

}  // namespace client

// For ClientOptions::transport: over the network; each response that is whole goes into the file, which is made anew.
// Until then the body of the response is in memory, and the hash of that of the request. Throws std::invalid_argument
// where the file cannot be written.
std::shared_ptr<client::Recorder> record(const std::string& file, RecordOptions options = {});

// For ClientOptions::transport: each exchange of the file answers once, in the order of the file, the request with its
// method, URL and body. Another request is the error `not_recorded`, which names the nearest one. Throws
// std::invalid_argument with line and column where the file is no recording.
client::Answer replay(const std::string& file);

}  // namespace weft
