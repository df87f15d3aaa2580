#include <weft/http/precondition.hpp>

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>

namespace weft::http {
namespace precondition_test {

using Verdict = Precondition::Verdict;
using Range = Precondition::Range;
using Request = std::initializer_list<std::pair<std::string_view, std::string_view>>;

constexpr Date modified{std::chrono::seconds{784111777}};
constexpr Date now = modified + std::chrono::hours(1);

constexpr std::string_view earlier = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view same = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view later = "Sun, 06 Nov 1994 08:49:38 GMT";
constexpr std::string_view ours = "\"v1\"";
constexpr std::string_view other = "\"v2\"";

Representation current() {
  return {Representation::Existence::present, parse_entity_tag(ours), modified};
}
Representation absent() {
  return {Representation::Existence::absent, std::nullopt, std::nullopt};
}

Precondition evaluate(Method method, Request request, const Representation& representation = current(), Date at = now) {
  Fields fields;
  for (const auto& [name, value] : request) fields.add(name, value);
  return evaluate_preconditions(method, fields, representation, at);
}

Verdict verdict(Method method, Request request, const Representation& representation = current()) {
  return evaluate(method, request, representation).verdict;
}

Range range(Request request, const Representation& representation = current(), Date at = now) {
  return evaluate(Method::get, request, representation, at).range;
}

TEST(Precondition, without_any_the_method_is_performed) {
  EXPECT_EQ(verdict(Method::get, {}), Verdict::proceed);
  EXPECT_EQ(verdict(Method::put, {}, absent()), Verdict::proceed);
  EXPECT_EQ(range({}), Range::ignored);
}

TEST(IfMatch, fails_unless_the_strong_tag_is_listed) {
  EXPECT_EQ(verdict(Method::put, {{"if-match", "\"v0\", \"v1\""}}), Verdict::proceed);
  EXPECT_EQ(verdict(Method::put, {{"if-match", other}}), Verdict::precondition_failed);
  EXPECT_EQ(verdict(Method::put, {{"if-match", "W/\"v1\""}}), Verdict::precondition_failed);
  EXPECT_EQ(verdict(Method::put, {{"if-match", "nonsense"}}), Verdict::precondition_failed);
  EXPECT_EQ(verdict(Method::get, {{"if-match", other}}), Verdict::precondition_failed);
}

TEST(IfMatch, of_star_wants_that_something_is_there) {
  EXPECT_EQ(verdict(Method::put, {{"if-match", "*"}}), Verdict::proceed);
  EXPECT_EQ(verdict(Method::put, {{"if-match", "*"}}, absent()), Verdict::precondition_failed);
}

TEST(IfUnmodifiedSince, fails_when_it_was_modified_later) {
  EXPECT_EQ(verdict(Method::put, {{"if-unmodified-since", earlier}}), Verdict::precondition_failed);
  EXPECT_EQ(verdict(Method::put, {{"if-unmodified-since", same}}), Verdict::proceed);
  EXPECT_EQ(verdict(Method::put, {{"if-unmodified-since", later}}), Verdict::proceed);
}

TEST(IfUnmodifiedSince, is_ignored_beside_if_match) {
  EXPECT_EQ(verdict(Method::put, {{"if-match", ours}, {"if-unmodified-since", earlier}}), Verdict::proceed);
}

TEST(IfUnmodifiedSince, is_ignored_when_it_is_no_date_or_there_is_none) {
  EXPECT_EQ(verdict(Method::put, {{"if-unmodified-since", "yesterday"}}), Verdict::proceed);
  EXPECT_EQ(verdict(Method::put, {{"if-unmodified-since", earlier}, {"if-unmodified-since", earlier}}),
            Verdict::proceed);
  Representation undated = current();
  undated.last_modified.reset();
  EXPECT_EQ(verdict(Method::put, {{"if-unmodified-since", earlier}}, undated), Verdict::proceed);
}

TEST(IfNoneMatch, is_304_for_reading_and_412_for_writing) {
  for (const Method method : {Method::get, Method::head}) {
    EXPECT_EQ(verdict(method, {{"if-none-match", ours}}), Verdict::not_modified);
  }
  for (const Method method : {Method::put, Method::post, Method::delete_, Method::patch, Method::other}) {
    EXPECT_EQ(verdict(method, {{"if-none-match", ours}}), Verdict::precondition_failed);
  }
}

TEST(IfNoneMatch, compares_weakly) {
  EXPECT_EQ(verdict(Method::get, {{"if-none-match", "W/\"v1\""}}), Verdict::not_modified);
  EXPECT_EQ(verdict(Method::get, {{"if-none-match", other}}), Verdict::proceed);
}

TEST(IfNoneMatch, of_star_wants_that_nothing_is_there) {
  EXPECT_EQ(verdict(Method::put, {{"if-none-match", "*"}}), Verdict::precondition_failed);
  EXPECT_EQ(verdict(Method::put, {{"if-none-match", "*"}}, absent()), Verdict::proceed);
}

TEST(IfModifiedSince, is_304_when_it_was_not) {
  for (const Method method : {Method::get, Method::head}) {
    EXPECT_EQ(verdict(method, {{"if-modified-since", earlier}}), Verdict::proceed);
    EXPECT_EQ(verdict(method, {{"if-modified-since", same}}), Verdict::not_modified);
    EXPECT_EQ(verdict(method, {{"if-modified-since", later}}), Verdict::not_modified);
  }
}

TEST(IfModifiedSince, is_ignored_beside_if_none_match_and_for_writing) {
  EXPECT_EQ(verdict(Method::get, {{"if-none-match", other}, {"if-modified-since", same}}), Verdict::proceed);
  EXPECT_EQ(verdict(Method::put, {{"if-modified-since", same}}), Verdict::proceed);
}

TEST(IfModifiedSince, is_ignored_when_it_is_no_single_date) {
  EXPECT_EQ(verdict(Method::get, {{"if-modified-since", "never"}}), Verdict::proceed);
  EXPECT_EQ(verdict(Method::get, {{"if-modified-since", same}, {"if-modified-since", same}}), Verdict::proceed);
}

TEST(Precondition, a_lost_update_is_noticed_before_a_validated_cache) {
  EXPECT_EQ(verdict(Method::get, {{"if-none-match", ours}, {"if-match", other}}), Verdict::precondition_failed);
  EXPECT_EQ(verdict(Method::get, {{"if-none-match", ours}, {"if-match", ours}}), Verdict::not_modified);
}

TEST(Precondition, methods_that_select_nothing_ignore_all) {
  for (const Method method : {Method::connect, Method::options, Method::trace}) {
    EXPECT_EQ(verdict(method, {{"if-match", other}, {"if-none-match", "*"}}), Verdict::proceed);
  }
}

TEST(RangeField, applies_to_one_get_only) {
  EXPECT_EQ(range({{"range", "bytes=0-1"}}), Range::applies);
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"range", "bytes=2-3"}}), Range::ignored);
  EXPECT_EQ(evaluate(Method::head, {{"range", "bytes=0-1"}}).range, Range::ignored);
  EXPECT_EQ(evaluate(Method::put, {{"range", "bytes=0-1"}}).range, Range::ignored);
}

TEST(RangeField, is_ignored_when_the_verdict_is_not_to_proceed) {
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-none-match", ours}}), Range::ignored);
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-match", other}}), Range::ignored);
}

TEST(IfRange, of_a_tag_wants_the_same_strong_tag) {
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", ours}}), Range::applies);
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", other}}), Range::ignored);
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", "W/\"v1\""}}), Range::ignored);
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", ours}}, absent()), Range::ignored);
}

TEST(IfRange, of_a_date_wants_exactly_the_same_date) {
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", same}}), Range::applies);
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", earlier}}), Range::ignored);
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", later}}), Range::ignored);
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", "nonsense"}}), Range::ignored);
}

TEST(IfRange, of_a_date_that_is_not_a_minute_old_is_too_weak) {
  for (const int age : {0, 1, 59}) {
    EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", same}}, current(), modified + std::chrono::seconds(age)),
              Range::ignored)
        << age;
  }
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", same}}, current(), modified + std::chrono::seconds(60)),
            Range::applies);
}

TEST(IfRange, of_a_date_that_was_chosen_is_too_weak) {
  Representation chosen = current();
  chosen.date_was_chosen = true;
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", same}}, chosen), Range::ignored);
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", ours}}, chosen), Range::applies);
  EXPECT_EQ(verdict(Method::get, {{"if-modified-since", same}}, chosen), Verdict::not_modified);
}

TEST(IfRange, of_what_has_no_validators_is_false) {
  Representation nameless = current();
  nameless.etag.reset();
  nameless.last_modified.reset();
  for (const std::string_view validator : {ours, same}) {
    EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", validator}}, nameless), Range::ignored);
  }
}

TEST(IfRange, sent_twice_is_false) {
  EXPECT_EQ(range({{"range", "bytes=0-1"}, {"if-range", ours}, {"if-range", ours}}), Range::ignored);
}

TEST(IfRange, without_a_range_is_ignored) {
  EXPECT_EQ(verdict(Method::get, {{"if-range", other}}), Verdict::proceed);
}

}  // namespace precondition_test
}  // namespace weft::http
