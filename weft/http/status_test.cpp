#include <weft/http/status.hpp>

#include <gtest/gtest.h>

namespace weft::http {
namespace {

TEST(Status, every_name_of_ours_has_a_reason_phrase) {
  for (const Status status : {Status::continue_,
                              Status::switching_protocols,
                              Status::early_hints,
                              Status::ok,
                              Status::created,
                              Status::accepted,
                              Status::no_content,
                              Status::reset_content,
                              Status::partial_content,
                              Status::moved_permanently,
                              Status::found,
                              Status::see_other,
                              Status::not_modified,
                              Status::temporary_redirect,
                              Status::permanent_redirect,
                              Status::bad_request,
                              Status::unauthorized,
                              Status::forbidden,
                              Status::not_found,
                              Status::method_not_allowed,
                              Status::request_timeout,
                              Status::conflict,
                              Status::gone,
                              Status::length_required,
                              Status::precondition_failed,
                              Status::content_too_large,
                              Status::uri_too_long,
                              Status::unsupported_media_type,
                              Status::range_not_satisfiable,
                              Status::expectation_failed,
                              Status::misdirected_request,
                              Status::too_early,
                              Status::upgrade_required,
                              Status::too_many_requests,
                              Status::request_header_fields_too_large,
                              Status::internal_server_error,
                              Status::not_implemented,
                              Status::bad_gateway,
                              Status::service_unavailable,
                              Status::gateway_timeout,
                              Status::http_version_not_supported}) {
    EXPECT_FALSE(reason_phrase(status).empty()) << code(status);
  }
}

TEST(Status, phrases_are_those_of_the_rfc) {
  EXPECT_EQ(reason_phrase(Status::ok), "OK");
  EXPECT_EQ(reason_phrase(Status::not_found), "Not Found");
  EXPECT_EQ(reason_phrase(Status::content_too_large), "Content Too Large");
  EXPECT_EQ(reason_phrase(static_cast<Status>(418)), "");
  EXPECT_EQ(reason_phrase(static_cast<Status>(999)), "");
}

TEST(Status, only_1xx_is_interim) {
  for (std::uint16_t number = 100; number < 600; ++number) {
    EXPECT_EQ(is_interim(static_cast<Status>(number)), number < 200) << number;
  }
}

TEST(Status, from_200_to_599_ends_a_response) {
  for (std::uint16_t number = 0; number < 1100; ++number) {
    EXPECT_EQ(is_final(static_cast<Status>(number)), number >= 200 && number < 600) << number;
  }
}

TEST(Status, only_1xx_204_and_304_forbid_content) {
  for (std::uint16_t number = 100; number < 600; ++number) {
    EXPECT_EQ(forbids_content(static_cast<Status>(number)), number < 200 || number == 204 || number == 304) << number;
  }
}

}  // namespace
}  // namespace weft::http
