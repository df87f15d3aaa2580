// A response whose body goes to a file.
#include <fmt/format.h>

#include <utility>

#include <weft/client/reason.hpp>
#include <weft/client/transfer.hpp>

namespace weft::client {

bool Transfer::open_file() {
  if (request_->resumption) return go_on_with_file();
  return !response_.ok() || keep(FileSink::open(request_->to_file));
}

bool Transfer::go_on_with_file() {
  const Resumption& earlier = *request_->resumption;
  switch (rest_of(response_, earlier)) {
    case Rest::follows:
      return keep(FileSink::go_on(request_->to_file, earlier.offset, strong_validator(response_.fields)));
    case Rest::nothing:
      return complete_file();
    case Rest::not_sent:
      fail(stage_, close_of(Reason::rest_not_sent), fmt::format("status {}", http::code(response_.status)));
      return false;
    case Rest::not_answered:
      break;
  }
  return true;
}

// The body of this response says that there is no rest.
bool Transfer::complete_file() {
  auto file = FileSink::go_on(request_->to_file, request_->resumption->offset, {});
  if (!keep(std::move(file))) return false;
  finish_file();
  file_.reset();
  return !done_;
}

bool Transfer::keep(Result<FileSink, Fault> file) {
  if (!file) {
    fail(stage_, file.error());
    return false;
  }
  file_ = std::make_unique<FileSink>(std::move(*file));
  return true;
}

std::size_t Transfer::write(Octets octets) {
  if (auto written = file_->write(octets); !written) fail(stage_, written.error());
  return octets.size();
}

void Transfer::finish_file() {
  auto finished = file_->finish();
  if (!finished) return fail(stage_, finished.error());
  response_.in_file = true;
}

}  // namespace weft::client
