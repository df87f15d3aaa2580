// A line for each request, to a file: tab-separated, with a line of names above.
//
//   CallLogFile file(path);                          // one for all threads
//   CallLog log(file, requests);                     // one a thread
//   log.add(call, from, now, "answered");            // `from`: when the measurement began
//
// The names are those of `columns`: docs/guide.md tells what they mean.
#pragma once

#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <cli/load/call.hpp>
#include <cli/load/request.hpp>

namespace weft::cli::load {

class CallLogFile {
 public:
  static constexpr std::string_view columns =
      "due_s\tlatency_us\tfirst_octet_us\tstatus\tresent\tmethod\tpath\tresult\n";

  // Throws std::runtime_error where it cannot be opened.
  explicit CallLogFile(const std::string& path);

  // From any thread.
  void write(std::string_view lines);
  // Throws std::runtime_error where something could not be written.
  void close();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::string path_;
  std::mutex mutex_;
  std::unique_ptr<std::FILE, Closer> file_;
  bool failed_ = false;
};

class CallLog {
 public:
  // Both must outlive it.
  CallLog(CallLogFile& file, const Requests& requests) : file_(file), requests_(requests) {}
  ~CallLog() { file_.write(lines_); }
  CallLog(const CallLog&) = delete;
  CallLog& operator=(const CallLog&) = delete;

  void add(const Call& call, Time from, Time now, std::string_view result);

 private:
  CallLogFile& file_;
  const Requests& requests_;
  std::string lines_;
};

}  // namespace weft::cli::load
