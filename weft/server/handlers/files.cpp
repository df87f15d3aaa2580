#include <weft/server/handlers/files.hpp>

#include <fmt/format.h>

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include <weft/http/encode_path.hpp>
#include <weft/http/field_marks.hpp>
#include <weft/http/precondition.hpp>
#include <weft/http/range.hpp>
#include <weft/server/handlers/file_body.hpp>

namespace weft::server {
namespace {

using http::FieldName;
using http::Status;

constexpr std::string_view index_name = "index.html";

// RFC 8615: /.well-known/ is there to be served.
constexpr std::string_view well_known = ".well-known";

bool is_hidden(std::string_view path) {
  for (std::size_t start = 0; start < path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, end - start);
    if (segment.starts_with('.') && segment != well_known) return true;
    start = end + 1;
  }
  return false;
}

Status status_of(std::errc error) {
  switch (error) {
    case std::errc::permission_denied:
      return Status::forbidden;
    case std::errc::too_many_files_open:
    case std::errc::too_many_files_open_in_system:
    case std::errc::not_enough_memory:
      return Status::service_unavailable;
    case std::errc::io_error:
      return Status::internal_server_error;
    default:
      // The file is not there, a part of the way is no directory, a name is too long, or a link leads out or in
      // circles.
      return Status::not_found;
  }
}

// RFC 9110 14.6: the boundary must not appear in the content. It need not be secret, only unlikely.
constexpr std::string_view boundary = "weft-5f1c0e7ab94d4c2d";

std::string part_head(std::string_view media_type, const http::ByteRange& range, std::uint64_t size) {
  return fmt::format("\r\n--{}\r\nContent-Type: {}\r\nContent-Range: bytes {}-{}/{}\r\n\r\n", boundary, media_type,
                     range.first, range.last, size);
}

// A small file is its own copy. A large one is read piece by piece, so it is looked at for every request.
constexpr Duration trusted = std::chrono::seconds(1);

// Fields that the caller of Context::file() has set itself stay as they are.
class Answer {
 public:
  Answer(Context& context, LocalPtr<const FileContent> content)
      : context_(context),
        request_(context.request()),
        response_(context.response()),
        content_(std::move(content)),
        is_bare_(response_.fields.empty()) {}

  void give() {
    // RFC 9110 13.2.1: "A server MUST ignore all received preconditions if its response to the same request without
    // those conditions, prior to processing the request content, would have been a status code other than a 2xx
    // (Successful) or 412 (Precondition Failed)." A file that is the text of a 404 has no ranges, either.
    if (!has_condition() || response_.status != Status::ok) return whole();
    const http::Date now = context_.date();
    const http::Precondition precondition =
        http::evaluate_preconditions(request_.method, request_.fields, representation(now), now);
    switch (precondition.verdict) {
      case http::Precondition::Verdict::precondition_failed:
        return context_.error(Status::precondition_failed);
      case http::Precondition::Verdict::not_modified:
        return not_modified();
      case http::Precondition::Verdict::proceed:
        return precondition.range == http::Precondition::Range::applies ? ranges() : whole();
    }
  }

 private:
  // First at a glance, then exactly.
  bool has_condition() const {
    using enum http::FieldName;
    constexpr auto conditions =
        http::Fields::names({if_match, if_none_match, if_modified_since, if_unmodified_since, if_range, range});
    if (!request_.fields.may_have(conditions)) return false;
    for (const Field& field : request_.fields) {
      switch (static_cast<FieldName>(field.token)) {
        case if_match:
        case if_none_match:
        case if_modified_since:
        case if_unmodified_since:
        case if_range:
        case range:
          return true;
        default:
          break;
      }
    }
    return false;
  }

  std::optional<std::string_view> set_by_handler(FieldName name) const {
    return is_bare_ ? std::nullopt : response_.fields.find(name);
  }

  http::Representation representation(http::Date now) const {
    auto out = content_->representation(now);
    if (const auto etag = set_by_handler(FieldName::etag)) out.etag = http::parse_entity_tag(*etag);
    if (const auto date = set_by_handler(FieldName::last_modified)) {
      out.last_modified = http::parse_date(*date, now);
      out.date_was_chosen = true;
    }
    return out;
  }

  void add(FieldName name, std::string_view value) {
    if (set_by_handler(name)) return;
    response_.fields.add_view({http::to_string(name), value, http::token(name), false, http::mark::sound});
  }

  void add_validators() {
    if (!content_->etag().empty()) add(FieldName::etag, content_->etag());
    if (!content_->modified() || set_by_handler(FieldName::last_modified)) return;
    // RFC 9110 8.8.2.1: "If the last modification time is derived from implementation-specific metadata that evaluates
    // to some time in the future, according to the origin server's clock, then the origin server MUST replace that
    // value with the message origination date."
    const http::Date now = context_.date();
    if (*content_->modified() <= now) return add(FieldName::last_modified, content_->last_modified());
    context_.set(FieldName::last_modified, http::as_text(http::format_date(now)));
  }

  // RFC 9110 15.4.5: what a 200 would have said about caching and validators.
  void not_modified() {
    context_.status(Status::not_modified);
    add_validators();
    context_.send();
  }

  void whole() {
    add(FieldName::content_type, content_->media_type());
    add(FieldName::accept_ranges, "bytes");
    add_validators();
    send_range({0, content_->size() - 1}, content_->size());
  }

  void ranges() {
    const http::ByteRanges wanted = http::parse_range(*request_.fields.find(FieldName::range), content_->size());
    switch (wanted.outcome()) {
      case http::ByteRanges::Outcome::ignored:
        return whole();
      case http::ByteRanges::Outcome::unsatisfiable:
        context_.set(FieldName::content_range, fmt::format("bytes */{}", content_->size()));
        return context_.error(Status::range_not_satisfiable);
      case http::ByteRanges::Outcome::satisfiable:
        context_.status(Status::partial_content);
        add(FieldName::accept_ranges, "bytes");
        add_validators();
        return wanted.size() == 1 ? one_range(*wanted.begin()) : several_ranges(wanted);
    }
  }

  void one_range(const http::ByteRange& range) {
    add(FieldName::content_type, content_->media_type());
    context_.set(FieldName::content_range, fmt::format("bytes {}-{}/{}", range.first, range.last, content_->size()));
    send_range(range, range.size());
  }

  void several_ranges(const http::ByteRanges& wanted) {
    auto body = std::make_unique<FileBody>(content_);
    const std::string_view type = set_by_handler(FieldName::content_type).value_or(content_->media_type());
    for (const http::ByteRange& range : wanted) {
      body->add_text(part_head(type, range, content_->size()));
      body->add_range(range);
    }
    body->add_text(fmt::format("\r\n--{}--\r\n", boundary));
    context_.set(FieldName::content_type, fmt::format("multipart/byteranges; boundary={}", boundary));
    send_body(std::move(body));
  }

  void send_range(const http::ByteRange& range, std::uint64_t size) {
    if (content_->in_memory()) {
      response_.content_length = size;
      const Octets octets = content_->octets().subspan(range.first, size);
      return context_.send(octets, std::move(content_));
    }
    auto body = std::make_unique<FileBody>(content_);
    body->add_range(range);
    send_body(std::move(body));
  }

  void send_body(std::unique_ptr<FileBody> body) {
    response_.content_length = body->size();
    if (request_.method == http::Method::head) return context_.send();
    context_.send(std::move(body));
  }

  Context& context_;
  const http::RequestHead& request_;
  http::ResponseHead& response_;
  LocalPtr<const FileContent> content_;
  // The handler has set no field at all, as nearly always.
  bool is_bare_;
};

// A directory is its index below a "/", so that relative links in it work.
void redirect_to_directory(Context& context) {
  std::string location;
  http::encode_path(context.path(), location);
  location += '/';
  if (!context.query().empty()) location.append("?").append(context.query());
  context.redirect(location, Status::moved_permanently);
}

std::size_t next_number() {
  static std::atomic<std::size_t> next = 0;
  return next++;
}

}  // namespace

Files::Files(const std::filesystem::path& directory, const FilesOptions& options)
    : root_(directory), options_(options), number_(next_number()) {}

Files::Opened::Opened(RootDirectory directory, const FilesOptions& options)
    : root(std::move(directory)),
      small(root, options.cache, trusted),
      large(root, options.large_cache, Duration::zero()) {}

Files::Opened& Files::opened(Time now) const {
  thread_local std::vector<Kept> of_thread;
  if (of_thread.size() <= number_) of_thread.resize(number_ + 1);
  auto& opened = of_thread[number_].opened;
  if (!opened) {
    // A server that takes another configuration goes on without some of its directories.
    for (Kept& each : of_thread) {
      if (each.user.expired()) each.opened.reset();
    }
    of_thread[number_] = {std::make_unique<Opened>(root_.for_another_thread(), options_), alive_};
  }
  if (opened->root.look_up(now)) {
    opened->small.clear();
    opened->large.clear();
  }
  return *opened;
}

void Files::serve(Context& context, std::string_view path) const {
  const Time now = context.now();
  Opened& kept = opened(now);
  if (auto content = kept.small.find(path, now)) return Answer(context, std::move(content)).give();
  if (auto content = kept.large.find(path, now)) return Answer(context, std::move(content)).give();

  if (is_hidden(path)) return context.error(Status::not_found);
  const bool wants_index = path.empty() || path.ends_with('/');
  const std::string name = wants_index ? std::string(path).append(index_name) : std::string(path);
  auto file = kept.root.open(name);
  if (!file) return context.error(status_of(file.error()));
  if (S_ISDIR(file->facts.st_mode)) {
    return wants_index ? context.error(Status::not_found) : redirect_to_directory(context);
  }
  if (!S_ISREG(file->facts.st_mode)) return context.error(Status::not_found);

  auto content = FileContent::load(std::move(*file), name, {options_.cached_file, options_.large_cache});
  if (content == nullptr) return context.error(Status::internal_server_error);
  (content->in_memory() ? kept.small : kept.large).keep(path, name, content, now);
  Answer(context, std::move(content)).give();
}

}  // namespace weft::server
