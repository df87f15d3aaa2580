// Records connections, each to a file of its own: what session::Options::trace may point to.
//
//   session::Recordings recordings(http::Role::server, {.folder = "/var/tmp/weft"});
//   options.connection.trace = &recordings;                // must outlive the connections
//
// A record is written as soon as it is made, with one system call, so that a file is right up to the end of a process
// that was killed. That costs time in the thread of the connection: recordings are for looking closely. Only the owner
// may read the files.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <weft/http/role.hpp>
#include <weft/session/trace_user.hpp>
#include <weft/trace/recording/recorder.hpp>

namespace weft::session {

class Recordings final : public TraceUser {
 public:
  struct Options {
    // A file of this folder for each connection: "20261129T120000.250Z-17.sqlog", the number being that of its facts.
    std::string folder = {};
    // Or this file for the first one, and "FILE.2", "FILE.3" … for the others.
    std::string file = {};
    // All octets are kept, and with them credentials and bodies. Such a recording can be replayed.
    bool values = false;
    // Hears of a file that cannot be made or written, on the thread of the connection.
    std::function<void(const std::string&)> tell = {};
    // The same of each file that was made, by its path, and of octets that were written to one.
    std::function<void(const std::string& path)> opened = {};
    std::function<void(std::size_t octets)> written = {};
  };

  Recordings(http::Role role, Options options);

  // Null where there can be no file: the connection goes on without a recording.
  std::unique_ptr<trace::Reader> on_connection(const Facts& facts) override;

 private:
  class File;

  std::string path_of(const Facts& facts, const std::string& wall_time);

  const http::Role role_;
  const Options options_;
  const trace::HashKey key_;
  std::atomic<unsigned> count_ = 0;
};

}  // namespace weft::session
