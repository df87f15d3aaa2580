// RFC 7578: the body of a request as a form with files, part by part, in a coroutine.
//
//   auto form = c.multipart();                            // 415 for another content-type
//   while (auto* part = co_await form.next()) {
//     if (part->name() == "title") title = co_await part->text(1000);
//     if (part->name() == "photo") co_await part->save(folder + "/" + new_id(), 50 * 1024 * 1024);
//   }
//
// Nothing is taken from the peer before it is asked for, and nothing is kept: next() drops what was not read of a part.
// A form that is wrong throws HttpError, which is the answer where it leaves the handler: 400, or 413 beyond a limit.
// Cancellation, and a body that is longer than the site takes, are as of RequestBody; but what text(), spooled() and
// save() had of a part is lost when they are cancelled.
//
// Disks are written by the server's threads for work that blocks, blocking/blocking.hpp: the loop goes on, and the peer
// waits while the disk does. Where they have no room, spooled() and save() throw BlockingQueueFull: 503.
//
// RFC 7578 4.2: "filename" is what the client says, and never a path to use: safe_filename() makes a name of it.
// "filename*" is not looked at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <weft/base/bytes.hpp>
#include <weft/http/multipart_reader.hpp>
#include <weft/http/safe_filename.hpp>
#include <weft/io/task.hpp>
#include <weft/server/request_body.hpp>
#include <weft/server/spooled.hpp>

namespace weft::server {

class MultipartForm;

// One at a time: until the next next(), and as long as its form.
class FormPart {
 public:
  const std::string& name() const;
  // nullopt: the part is no file.
  const std::optional<std::string>& filename() const;
  // "file" where the client has said none.
  std::string safe_filename() const { return http::safe_filename(filename().value_or(std::string())); }
  // What the client says: "text/plain" where it says nothing.
  const std::string& content_type() const;

  // The next octets, valid until the next call; nullopt at the end of the part.
  io::Task<std::optional<Octets>> read();
  // What is left of the part, as the three calls below. HttpError (413) where that is more than `limit` octets.
  io::Task<std::string> text(std::size_t limit);
  // In memory, or on disk beyond `in_memory` octets.
  io::Task<Spooled> spooled(std::size_t in_memory, std::uint64_t limit);
  // To a new file, and gives the number of octets. The file goes where this fails. std::system_error where the file
  // cannot be written, or there is one already.
  io::Task<std::uint64_t> save(std::string path, std::uint64_t limit);

 private:
  friend class MultipartForm;

  explicit FormPart(MultipartForm& form) : form_(&form) {}

  io::Task<std::optional<Octets>> read_within(std::uint64_t limit, std::uint64_t& octets);
  // `write` takes the octets, on a thread that may block where `blocks` says of a number of them that it would.
  template <class Blocks, class Write>
  io::Task<std::uint64_t> write_all(std::uint64_t limit, Blocks blocks, Write write);
  template <class Work>
  io::Task<> offload(Work work);

  MultipartForm* form_;
};

class BlockingThreads;

class MultipartForm {
 public:
  // Throws HttpError: 415 for another content-type, 400 for a boundary that RFC 2046 does not allow.
  MultipartForm(std::optional<std::string_view> content_type, RequestBody& body, const http::MultipartLimits& limits,
                io::Loop& loop, BlockingThreads& threads);
  MultipartForm(const MultipartForm&) = delete;
  MultipartForm& operator=(const MultipartForm&) = delete;

  // Null at the end of the form.
  io::Task<FormPart*> next();

 private:
  friend class FormPart;
  using Event = http::MultipartReader::Event;

  io::Task<Event> advance();

  http::MultipartReader reader_;
  RequestBody& body_;
  io::Loop& loop_;
  BlockingThreads& threads_;
  // Octets of the body that have not been read.
  Octets rest_;
  FormPart part_;
  bool is_in_part_ = false;
  bool has_ended_ = false;
};

inline const std::string& FormPart::name() const {
  return form_->reader_.head().name;
}
inline const std::optional<std::string>& FormPart::filename() const {
  return form_->reader_.head().filename;
}
inline const std::string& FormPart::content_type() const {
  return form_->reader_.head().content_type;
}

}  // namespace weft::server

namespace weft {
using server::MultipartForm;
using server::Spooled;
}  // namespace weft
