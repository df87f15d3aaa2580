// All logs of a server. Each site says which of them have its lines.
//
//   AccessLogs logs;
//   site.logs = {logs.add({.path = "access.log"}, tell), logs.add({.path = "all.json", …}, tell)};
//   AccessRecorders recorders(logs, loop);            // one per loop, once all logs are there
//   if (recorders) recorders.record(site.logs, record);
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

#include <weft/io/loop.hpp>
#include <weft/server/log/access_log.hpp>

namespace weft::server {

class AccessLogs {
 public:
  // Numbers of logs.
  using Some = std::vector<std::size_t>;

  // The number of this log. One that is there already, with the same options, is the same log. Throws what AccessLog
  // throws, and std::invalid_argument where a log with other options goes to the same file.
  std::size_t add(const AccessLogOptions& options, DiagnosticSink tell);
  std::size_t size() const { return logs_.size(); }
  AccessLog& at(std::size_t number) { return *logs_[number].log; }

  // AccessLog::reopen() of each. `tell` learns which could not be opened, and the answer is false.
  bool reopen(const std::function<void(std::string_view path, const std::error_code& why)>& tell);
  std::uint64_t dropped() const;
  // LogWriter::finish() of each.
  void finish();

 private:
  struct Known {
    AccessLogOptions options;
    std::unique_ptr<AccessLog> log;
  };

  std::vector<Known> logs_;
};

// One loop's side of all logs.
class AccessRecorders {
 public:
  AccessRecorders(AccessLogs& logs, io::Loop& loop);

  // There is a log.
  explicit operator bool() const { return !recorders_.empty(); }
  // One of these logs needs AccessRecord::waits.
  bool show_waits(const AccessLogs::Some& logs) const;
  // One of these logs needs AccessRecord::sections or priority; one of all.
  bool show_streams(const AccessLogs::Some& logs) const;
  bool show_streams() const;
  void record(const AccessLogs::Some& logs, const AccessRecord& record);
  void flush();

 private:
  std::vector<std::unique_ptr<AccessRecorder>> recorders_;
};

}  // namespace weft::server
