#include <weft/server/push/push_diary.hpp>

#include <string>

#include <gmock/gmock.h>

#include <weft/server/push/pushed_cookie.hpp>

namespace weft::server {
namespace push_diary_test {

using http::PushOutcome;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr PushedRequest style{http::Method::get, "example.org", "/style.css"};

TEST(PushDiary, has_what_was_pushed_of_an_authority) {
  PushDiary diary;
  EXPECT_EQ(diary.find(style), std::nullopt);
  diary.pushed(style, 1);
  EXPECT_EQ(diary.find(style), PushOutcome::already_pushed);
  EXPECT_EQ(diary.find({http::Method::get, "www.example.org", "/style.css"}), std::nullopt);
  EXPECT_EQ(diary.find({http::Method::get, "example.org", "/style.css?2"}), std::nullopt);
  EXPECT_EQ(diary.find({http::Method::head, "example.org", "/style.css"}), std::nullopt);
}

TEST(PushDiary, has_what_was_declined) {
  PushDiary diary;
  diary.declined(style);
  EXPECT_EQ(diary.find(style), std::nullopt);
  diary.pushed(style, 1);
  diary.declined(style);
  EXPECT_EQ(diary.find(style), PushOutcome::declined_before);
}

TEST(PushDiary, has_the_marks_of_what_a_request_has_pushed) {
  PushDiary diary;
  diary.pushed(style, 1);
  diary.pushed({http::Method::get, "example.org", "/a.js"}, 3);
  EXPECT_THAT(diary.marks_of(3), ElementsAre(pushed_mark("/a.js")));
  EXPECT_THAT(diary.marks_of(5), IsEmpty());
}

TEST(PushDiary, forgets_the_oldest) {
  PushDiary diary;
  diary.pushed(style, 1);
  for (std::size_t i = 1; i < PushDiary::most; ++i) diary.pushed({http::Method::get, "a", std::to_string(i)}, 1);
  EXPECT_EQ(diary.find(style), PushOutcome::already_pushed);
  diary.pushed({http::Method::get, "a", "last"}, 1);
  EXPECT_EQ(diary.find(style), std::nullopt);
  EXPECT_EQ(diary.size(), PushDiary::most);
}

TEST(PushDiary, is_of_a_connection_from_its_first_push_to_its_end) {
  ConnectionNotes notes;
  EXPECT_EQ(PushDiary::of(notes, 1), nullptr);
  EXPECT_TRUE(notes.empty());
  PushDiary::begun(notes, 1).pushed(style, 1);
  EXPECT_EQ(PushDiary::of(notes, 1)->size(), 1u);
  EXPECT_EQ(&PushDiary::begun(notes, 1), PushDiary::of(notes, 1));
  EXPECT_EQ(PushDiary::of(notes, 2), nullptr);
  notes.forget(1);
  EXPECT_EQ(PushDiary::of(notes, 1), nullptr);
}

}  // namespace push_diary_test
}  // namespace weft::server
