#include <weft/server/log/access_log.hpp>

#include <stdexcept>
#include <utility>

namespace weft::server {
namespace {

LineFormat format_or_throw(const AccessLogOptions& options) {
  auto format = LineFormat::make(options.format, options.fields);
  if (!format) throw std::invalid_argument(format.error());
  return *std::move(format);
}

Buffer header_of(const LineFormat& format) {
  Buffer header;
  format.write_header(std::chrono::system_clock::now(), header);
  return header;
}

}  // namespace

AccessLog::AccessLog(const AccessLogOptions& options, DiagnosticSink tell)
    : format_(format_or_throw(options)), writer_(options.path, header_of(format_), options.pending) {
  if (!options.rotation.is_wanted()) return;
  if (options.path == "-")
    throw std::invalid_argument("standard output is no file that can be moved away: name a file");
  writer_.rotate(options.rotation, {.header = [this] { return header_of(format_); }, .tell = std::move(tell)});
}

std::error_code AccessLog::reopen() {
  return writer_.reopen(header_of(format_));
}

AccessRecorder::~AccessRecorder() {
  flush();
}

void AccessRecorder::record(const AccessRecord& record) {
  if (lines_.empty()) loop_.deadlines().arm(*this, loop_.now() + delay);
  log_.format().write(record, lines_);
  ++count_;
  if (lines_.size() >= batch) flush();
}

void AccessRecorder::flush() {
  loop_.deadlines().disarm(*this);
  if (!lines_.empty()) log_.writer().hand_over(lines_, std::exchange(count_, 0));
}

void AccessRecorder::on_deadline(Time) {
  flush();
}

}  // namespace weft::server
