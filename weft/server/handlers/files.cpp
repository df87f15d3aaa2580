#include <weft/server/handlers/files.hpp>

#include <fmt/format.h>

#include <atomic>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <weft/http/encode_path.hpp>
#include <weft/http/field_marks.hpp>
#include <weft/http/precondition.hpp>
#include <weft/http/quality.hpp>
#include <weft/http/range.hpp>
#include <weft/server/compression/compressed_body.hpp>
#include <weft/server/compression/compression.hpp>
#include <weft/server/handlers/file_body.hpp>
#include <weft/server/handlers/file_path.hpp>
#include <weft/server/handlers/kept_body.hpp>
#include <weft/server/handlers/listing.hpp>
#include <weft/server/site.hpp>

namespace weft::server {
namespace {

using http::FieldName;
using http::Status;

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

// A body that is on its way to the cache takes at most such a part of it.
constexpr std::size_t shares_of_cache = 8;
void add_vary(http::ResponseHead& response) {
  response.fields.add_view(FieldName::vary, http::to_string(FieldName::accept_encoding));
}

// A directory is its index below a "/", so that relative links in it work.
void redirect_to_directory(Context& context) {
  std::string location;
  http::encode_path(context.path(), location);
  location += '/';
  if (!context.query().empty()) location.append("?").append(context.query());
  context.redirect(location, Status::moved_permanently);
}

// "page=2", or the first one.
std::size_t page_of(std::string_view query) {
  constexpr std::string_view name = "page=";
  std::size_t page = 1;
  if (query.starts_with(name)) std::from_chars(query.data() + name.size(), query.data() + query.size(), page);
  return page;
}

// "*/*" takes HTML: a client that wants JSON says so.
bool prefers_json(const http::Fields& request) {
  return http::quality_of(request, FieldName::accept, "application/json") >
         http::quality_of(request, FieldName::accept, "text/html");
}

std::size_t next_number() {
  static std::atomic<std::size_t> next = 0;
  return next++;
}

}  // namespace

// Fields that the caller of Context::file() has set itself stay as they are.
class Files::Answer {
 public:
  // What may add fields to it.
  struct Rules {
    const std::vector<FieldsOfFiles>& list;
    std::string_view path;
    Opened& kept;
    // Null where nothing is compressed.
    const Compression* compression;
  };

  Answer(Context& context, Selected selected, Rules rules)
      : context_(context),
        request_(context.request()),
        response_(context.response()),
        content_(std::move(selected.content)),
        media_type_(selected.media_type),
        coding_(selected.coding),
        rules_(rules),
        varies_(selected.varies),
        is_bare_(response_.fields.empty()) {
    // RFC 9110 12.5.5: "An origin server SHOULD generate a Vary header field on a cacheable response when it wishes
    // that response to be selectively reused for subsequent requests."
    if (selected.varies) add_vary(response_);
  }

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
    const std::string_view tag = weak_tag_.empty() ? content_->etag() : std::string_view(weak_tag_);
    if (!tag.empty()) add(FieldName::etag, tag);
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
    add_fields_of_rules();
    if (wanted_coding()) weaken_tag();
    add_validators();
    context_.send();
  }

  // Errors are told without them: a 404 that is kept as long as a file would be is a nuisance.
  void add_fields_of_rules() {
    if (rules_.list.empty() || http::code(response_.status) >= 400) return;
    rules_.kept.add_fields(rules_.list, rules_.path, response_.fields);
    is_bare_ = false;
  }

  void add_type() {
    add(FieldName::content_type, media_type_);
    if (coding_ != FileCoding::identity) add(FieldName::content_encoding, to_string(coding_));
  }

  void whole() {
    add_fields_of_rules();
    add_type();
    if (const auto coding = wanted_coding(); coding && send_compressed(*coding)) return;
    add(FieldName::accept_ranges, "bytes");
    add_validators();
    send_range({0, content_->size() - 1}, content_->size());
  }

  // The coding that neither the file nor a sibling of it is in, but that the site makes and the client takes.
  std::optional<FileCoding> wanted_coding() {
    const Compression* const compression = rules_.compression;
    if (compression == nullptr || varies_ || coding_ != FileCoding::identity) return std::nullopt;
    if (!compression->fits(request_, response_, set_by_handler(FieldName::content_type).value_or(media_type_),
                           content_->size())) {
      return std::nullopt;
    }
    add_vary(response_);
    return compression->choose(request_.fields);
  }

  void weaken_tag() {
    weak_tag_ = weak_tag(content_->etag());
    if (const auto tag = set_by_handler(FieldName::etag)) response_.fields.set(FieldName::etag, weak_tag(*tag));
  }

  // False: it is sent as it is, while somebody else compresses it, or many others are being compressed.
  bool send_compressed(FileCoding coding) {
    auto& made = rules_.kept.compressed(*rules_.compression);
    const std::string name = fmt::format("{}\n{}", rules_.path, to_string(coding));
    auto known = made->find(name, context_.now());
    if (known && !known->is_same(content_->facts())) known = {};
    const bool is_short = content_->in_memory() && content_->size() <= most_compressed_at_once;
    if (!known && is_short) known = compress_now(*made, name, coding);
    if (!known) return send_while_compressing(made, name, coding);
    content_ = std::move(known);
    weaken_tag();
    add(FieldName::content_encoding, to_string(coding));
    add_validators();
    send_range({0, content_->size() - 1}, content_->size());
    return true;
  }

  // Null where no compressor is left.
  LocalPtr<const FileContent> compress_now(FileCache& made, const std::string& name, FileCoding coding) {
    auto octets = compressed(content_->octets(), coding);
    if (octets.empty()) return {};
    auto content = FileContent::compressed(*content_, std::move(octets));
    made.keep(name, rules_.kept.name_of(rules_.path, FileCoding::identity), content, context_.now());
    return content;
  }

  bool send_while_compressing(const std::shared_ptr<FileCache>& made, const std::string& name, FileCoding coding) {
    if (content_->siblings().being_made.has(coding)) return false;
    auto compressor = Compressor::make(coding);
    if (!compressor) return false;
    weaken_tag();
    add(FieldName::content_encoding, to_string(coding));
    add_validators();
    if (request_.method == http::Method::head) {
      context_.send();
      return true;
    }
    auto file = std::make_unique<FileBody>(content_);
    file->add_range({0, content_->size() - 1});
    auto body = std::make_unique<CompressedBody>(std::move(file), std::move(compressor));
    context_.send(std::make_unique<KeptBody>(
        std::move(body), KeptBody::Place{.cache = made,
                                         .content = content_,
                                         .name = name,
                                         .file = rules_.kept.name_of(rules_.path, FileCoding::identity),
                                         .coding = coding,
                                         .most = rules_.compression->options().cache / shares_of_cache}));
    return true;
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
        // RFC 9110 14.2: "A server MAY ignore the Range header field." Clients decode what has a Content-Encoding as a
        // whole, and the heads of parts are not coded.
        if (wanted.size() > 1 && coding_ != FileCoding::identity) return whole();
        context_.status(Status::partial_content);
        add_fields_of_rules();
        add(FieldName::accept_ranges, "bytes");
        add_validators();
        return wanted.size() == 1 ? one_range(*wanted.begin()) : several_ranges(wanted);
    }
  }

  void one_range(const http::ByteRange& range) {
    add_type();
    context_.set(FieldName::content_range, fmt::format("bytes {}-{}/{}", range.first, range.last, content_->size()));
    send_range(range, range.size());
  }

  void several_ranges(const http::ByteRanges& wanted) {
    auto body = std::make_unique<FileBody>(content_);
    const std::string_view type = set_by_handler(FieldName::content_type).value_or(media_type_);
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
  std::string_view media_type_;
  FileCoding coding_;
  Rules rules_;
  bool varies_;
  // Instead of that of the file, where its octets are compressed.
  std::string weak_tag_;
  // Neither the handler nor a rule has set a field, as nearly always.
  bool is_bare_;
};

Files::Files(const std::filesystem::path& directory, const FilesOptions& options)
    : root_(directory), options_(options), number_(next_number()) {
  options_.headers = checked_fields_of_files(std::move(options_.headers));
  const std::string& fallback = options_.fallback;
  if (fallback.empty()) return;
  const auto file = root_.open(fallback);
  if (file && S_ISREG(file->facts.st_mode) && !is_hidden(fallback)) return;
  throw std::invalid_argument(
      fmt::format("the fallback \"{}\": expected a file below {}, as in \"index.html\"", fallback, directory.string()));
}

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
    if (opened->made) opened->made->clear();
  }
  return *opened;
}

bool Files::list(Context& context, std::string_view path, const Found& found, const Opened& kept) const {
  if (found || !options_.listing || !is_folder(path) || is_hidden(path)) return false;
  if (found.error() != std::errc::no_such_file_or_directory) return false;
  const auto listing = read_listing(kept.root, path, page_of(context.query()));
  if (!listing) return false;
  context.response().fields.add_view(FieldName::vary, http::to_string(FieldName::accept));
  if (prefers_json(context.request().fields)) {
    context.json(json_of(*listing));
  } else {
    context.html(html_of(*listing, context.path()));
  }
  return true;
}

// A hidden name is not there for an application, either, and clients rely on 404 below /.well-known/ (RFC 8615).
bool Files::falls_back(const Found& found, std::string_view path) const {
  if (found || options_.fallback.empty() || found.error() == std::errc::is_a_directory) return false;
  if (status_of(found.error()) != Status::not_found) return false;
  if (path.starts_with('.') || path.find("/.") != path.npos) return false;
  return path.find('.', path.rfind('/') + 1) == path.npos;
}

void Files::serve(Context& context, std::string_view path) const {
  const Time now = context.now();
  Opened& kept = opened(now);
  give(context, path, kept.find(path, now), kept);
}

void Files::answer(Context& context, std::string_view path) const {
  const Time now = context.now();
  Opened& kept = opened(now);
  const Found found = kept.find(path, now);
  if (list(context, path, found, kept)) return;
  if (falls_back(found, path)) return serve(context, options_.fallback);
  give(context, path, found, kept);
}

void Files::give(Context& context, std::string_view path, const Found& found, Opened& kept) const {
  if (!found && found.error() == std::errc::is_a_directory) return redirect_to_directory(context);
  if (!found) return context.error(status_of(found.error()));
  auto selected = kept.select(*found, path, context);
  context.state_.coding_is_settled = true;
  const Compression* const compression = context.compression();
  if (selected) return Answer(context, *std::move(selected), {options_.headers, path, kept, compression}).give();
  // RFC 9110 12.4.1: "the origin server can either honor the header field by sending a 406 (Not Acceptable) response or
  // disregard the header field by treating the response as if it is not subject to content negotiation", which a file
  // without siblings is not.
  add_vary(context.response());
  context.error(Status::not_acceptable);
}

}  // namespace weft::server
