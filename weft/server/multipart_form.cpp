#include <weft/server/multipart_form.hpp>

#include <fmt/format.h>

#include <utility>

#include <weft/http/parameters.hpp>
#include <weft/server/blocking/offload.hpp>
#include <weft/server/http_error.hpp>
#include <weft/server/written_file.hpp>

namespace weft::server {
namespace {

using http::MultipartFault;
using http::Status;

std::string boundary_of(std::optional<std::string_view> content_type) {
  if (!content_type || !http::media_type_is(*content_type, "multipart/form-data")) {
    throw HttpError(Status::unsupported_media_type, "the body has to be multipart/form-data");
  }
  auto boundary = http::multipart_boundary(*content_type);
  if (!boundary) throw HttpError(Status::bad_request, "the content-type has no boundary that a form may have");
  return *std::move(boundary);
}

[[noreturn]] void refuse(MultipartFault fault) {
  const bool is_limit = fault == MultipartFault::too_many_parts || fault == MultipartFault::fields_too_long;
  throw HttpError(is_limit ? Status::content_too_large : Status::bad_request, std::string(to_string(fault)));
}

}  // namespace

MultipartForm::MultipartForm(std::optional<std::string_view> content_type, RequestBody& body,
                             const http::MultipartLimits& limits, io::Loop& loop, BlockingThreads& threads)
    : reader_(boundary_of(content_type), limits), body_(body), loop_(loop), threads_(threads), part_(*this) {}

io::Task<FormPart*> MultipartForm::next() {
  while (!has_ended_) {
    const Event event = co_await advance();
    is_in_part_ = event == Event::head || event == Event::data;
    if (event == Event::head) co_return &part_;
    has_ended_ = event == Event::end;
    // What stands behind the last boundary is nobody's.
    if (has_ended_) co_await body_.discard();
  }
  co_return nullptr;
}

io::Task<MultipartForm::Event> MultipartForm::advance() {
  for (;;) {
    const Event event = reader_.read(rest_);
    if (event == Event::refused) refuse(reader_.fault());
    if (event != Event::more) co_return event;
    const auto more = co_await body_.read();
    if (!more && reader_.finish() == Event::refused) refuse(reader_.fault());
    if (!more) co_return Event::end;
    rest_ = *more;
  }
}

io::Task<std::optional<Octets>> FormPart::read() {
  if (!form_->is_in_part_) co_return std::nullopt;
  const auto event = co_await form_->advance();
  form_->is_in_part_ = event == MultipartForm::Event::data;
  if (!form_->is_in_part_) co_return std::nullopt;
  co_return form_->reader_.data();
}

io::Task<std::optional<Octets>> FormPart::read_within(std::uint64_t limit, std::uint64_t& octets) {
  const auto piece = co_await read();
  if (piece) octets += piece->size();
  if (octets > limit) {
    throw HttpError(Status::content_too_large,
                    fmt::format("\"{}\" in the form has more than {} octets", name(), limit));
  }
  co_return piece;
}

io::Task<std::string> FormPart::text(std::size_t limit) {
  std::string text;
  std::uint64_t octets = 0;
  while (const auto piece = co_await read_within(limit, octets)) text += as_text(*piece);
  co_return text;
}

template <class Work>
io::Task<> FormPart::offload(Work work) {
  return server::offload(form_->loop_, form_->threads_, std::move(work));
}

// A thread is asked for a portion at a time, however small the pieces are that come.
template <class Blocks, class Write>
io::Task<std::uint64_t> FormPart::write_all(std::uint64_t limit, Blocks blocks, Write write) {
  constexpr std::size_t portion = 64 * 1024;
  std::string gathered;
  std::uint64_t octets = 0;
  for (bool goes_on = true; goes_on;) {
    const auto piece = co_await read_within(limit, octets);
    goes_on = piece.has_value();
    if (piece) gathered += as_text(*piece);
    if (goes_on && gathered.size() < portion) continue;
    if (blocks(gathered.size())) {
      co_await offload([&] { write(as_octets(gathered)); });
    } else {
      write(as_octets(gathered));
    }
    gathered.clear();
  }
  co_return octets;
}

io::Task<Spooled> FormPart::spooled(std::size_t in_memory, std::uint64_t limit) {
  Spooled spooled(in_memory);
  co_await write_all(
      limit, [&spooled](std::size_t octets) { return !spooled.has_memory_for(octets); },
      [&spooled](Octets octets) { spooled.append(octets); });
  co_return spooled;
}

io::Task<std::uint64_t> FormPart::save(std::string path, std::uint64_t limit) {
  std::optional<WrittenFile> file;
  co_await offload([&] { file.emplace(path); });
  const auto octets =
      co_await write_all(limit, [](std::size_t) { return true; }, [&file](Octets portion) { file->write(portion); });
  co_await offload([&] { file->keep(); });
  co_return octets;
}

}  // namespace weft::server
