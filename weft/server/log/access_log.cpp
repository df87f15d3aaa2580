#include <weft/server/log/access_log.hpp>

#include <stdexcept>
#include <utility>

namespace weft::server {
namespace {

W3cFormat parse_or_throw(const std::string& fields) {
  auto format = W3cFormat::parse(fields);
  if (!format) throw std::invalid_argument(format.error());
  return *std::move(format);
}

}  // namespace

AccessLog::AccessLog(const AccessLogOptions& options)
    : format_(parse_or_throw(options.fields)), writer_(options.path, options.pending) {
  Buffer header;
  format_.write_header(std::chrono::system_clock::now(), header);
  writer_.hand_over(header, 0);
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
