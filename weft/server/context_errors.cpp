// Answers to errors: those that the handler asks for, and those of handlers that have failed.
#include <algorithm>
#include <exception>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include <weft/http/field_marks.hpp>
#include <weft/server/context.hpp>
#include <weft/server/error_page.hpp>
#include <weft/server/handlers/files.hpp>
#include <weft/server/reason.hpp>
#include <weft/server/response_rules.hpp>
#include <weft/server/surroundings.hpp>

namespace weft {
namespace {

using http::FieldName;
using http::Status;

// An error is answered with the fields that every answer has: set_lasting().
void forget_response(http::ResponseHead& response) {
  const auto stays = [](const Field& field) { return (field.marks & http::mark::lasting) != 0; };
  if (std::ranges::none_of(response.fields, stays)) return response.clear();
  std::erase_if(response.fields.list(), std::not_fn(stays));
  response.status = Status::ok;
  response.content_length.reset();
}

}  // namespace

void Context::give_error(ErrorInfo error) {
  // A page that cannot be sent is not another error.
  if (!state_.is_error_page || http::code(response().status) < 400) status(error.status);
  if (shape_error(error) || give_error_page()) return;
  auto page = server::error_page(response_.status, request().fields, error.sentence);
  literal(page.media_type, std::move(page.text));
}

bool Context::shape_error(ErrorInfo& error) {
  const auto* const shape = state_.site->on_error.get();
  if (shape == nullptr || state_.error_is_shaped || responded() || http::code(response_.status) < 400) return false;
  state_.error_is_shaped = true;
  auto why = state_.refused;
  if (request_body_.is_too_large()) why = server::Reason::request_body_too_large;
  error.status = response_.status;
  if (why) error.reason = server::to_string(*why);
  try {
    (*shape)(*this, error);
  } catch (const std::exception& failure) {
    report(fmt::format("on_error() failed: {}", failure.what()));
  } catch (...) {
    report("on_error() failed: not a std::exception");
  }
  return responded();
}

bool Context::give_error_page() {
  if (!state_.site->response_rules || state_.is_error_page || responded()) return false;
  std::string_view page = state_.site->response_rules->page_of(response_.status);
  const auto* mount = page.empty() ? nullptr : state_.site->mount_of(page);
  if (mount == nullptr) return false;
  state_.is_error_page = true;
  for (const auto name : {FieldName::content_type, FieldName::content_encoding}) response_.fields.remove(name);
  page.remove_prefix(mount->prefix.size() + 1);
  mount->files->serve(*this, page);
  return true;
}

// The handler failed. A response that it has begun to send must not look complete.
void Context::fail(std::string_view what, const std::exception_ptr& error) {
  if (cancelled() || stream_.cancelled()) return;
  if (request_body_.is_too_large()) return refuse_body();
  // A handler that has answered, and hears that no more of its request will come, may let that pass.
  if (!request_body_.is_lost()) report(fmt::format("the handler failed: {}", what));
  if (responded()) return abort(server::Reason::handler_failed);
  forget_response(response_);
  give_error({.status = Status::internal_server_error, .exception = error});
}

void Context::refuse(Status status, server::Reason reason) {
  state_.refused = reason;
  if (responded()) return abort(reason);
  forget_response(response_);
  error(status);
}

// A response that is whole may take as long as it needs.
void server::end_late(Context& context) {
  if (context.responded() && !context.stream_.is_open()) return;
  context.refuse(Status::service_unavailable, Reason::handler_timeout);
}

void server::refuse(Context& context, Status status, Reason reason) {
  context.refuse(status, reason);
}

// The handler has said how it ends. A status of 5xx is for the operator as well.
void Context::fail(const HttpError& failure, const std::exception_ptr& error) {
  const int code = http::code(failure.status());
  if (code >= 600 || code < 400 || responded() || request_body_.is_too_large()) {
    return fail(std::string_view(failure.what()), error);
  }
  if (cancelled() || stream_.cancelled()) return;
  if (code >= 500) report(fmt::format("the handler failed: {}", failure.what()));
  forget_response(response_);
  give_error({.status = failure.status(), .sentence = failure.what(), .exception = error});
}

void Context::fail(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const HttpError& failure) {
    fail(failure, error);
  } catch (const BlockingQueueFull&) {
    // RFC 9110 15.6.4: "The 503 (Service Unavailable) status code indicates that the server is currently unable to
    // handle the request due to a temporary overload or scheduled maintenance"
    if (!cancelled()) refuse(Status::service_unavailable, server::Reason::blocking_queue_full);
  } catch (const std::exception& exception) {
    fail(exception.what(), error);
  } catch (...) {
    fail("not a std::exception", error);
  }
}

}  // namespace weft
