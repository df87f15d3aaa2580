#include <weft/session/incoming_body.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

namespace weft::session {
namespace {

using http::End;

struct Sink final : BodySink {
  std::size_t on_body(Octets octets) override {
    const Octets taken = octets.first(std::min(octets.size(), at_most));
    text += as_text(taken);
    if (on_octets) on_octets();
    return taken.size();
  }
  void on_body_end(const http::Fields* trailers) override { text += trailers == nullptr ? "|end" : "|trailers"; }
  void on_body_lost() override { text += "|lost"; }

  std::size_t at_most = 1000;
  std::function<void()> on_octets;
  std::string text;
};

struct Owner final : IncomingBodyOwner {
  Owner() { body.begin(End::no, *this); }
  void body_took(std::size_t octets) override { credit += octets; }

  IncomingBody body;
  std::size_t credit = 0;
};

TEST(IncomingBody, gives_credit_for_what_the_sink_takes) {
  Owner message;
  Sink sink;
  message.body.start(sink);
  message.body.take(as_octets("hello"), End::no);
  EXPECT_EQ(message.credit, 5u);
  message.body.take(as_octets(" weft"), End::yes);
  EXPECT_EQ(message.credit, 10u);
  EXPECT_EQ(sink.text, "hello weft|end");
}

TEST(IncomingBody, keeps_what_comes_before_there_is_a_sink) {
  Owner message;
  message.body.take(as_octets("early"), End::yes);
  EXPECT_TRUE(message.body.waiting());
  EXPECT_EQ(message.credit, 0u);
  Sink sink;
  message.body.start(sink);
  EXPECT_EQ(sink.text, "early|end");
  EXPECT_EQ(message.credit, 5u);
}

TEST(IncomingBody, goes_on_where_a_tunnel_follows_it) {
  Owner message;
  message.body.take({}, End::yes);
  message.body.reopen();
  EXPECT_TRUE(message.body.arriving());
  Sink sink;
  message.body.start(sink);
  EXPECT_EQ(sink.text, "");
  message.body.take(as_octets("tunnel"), End::no);
  EXPECT_EQ(sink.text, "tunnel");
  message.body.take({}, End::yes);
  EXPECT_EQ(sink.text, "tunnel|end");
}

TEST(IncomingBody, keeps_what_the_sink_does_not_take) {
  Owner message;
  Sink sink;
  sink.at_most = 2;
  message.body.start(sink);
  message.body.take(as_octets("abcde"), End::yes);
  EXPECT_EQ(sink.text, "ab");
  message.body.go_on();
  EXPECT_EQ(sink.text, "abcd");
  message.body.go_on();
  EXPECT_EQ(sink.text, "abcde|end");
}

TEST(IncomingBody, a_sink_may_ask_for_more_from_inside_its_call) {
  Owner message;
  Sink sink;
  sink.at_most = 2;
  sink.on_octets = [&] { message.body.go_on(); };
  message.body.start(sink);
  message.body.take(as_octets("abcde"), End::yes);
  EXPECT_EQ(sink.text, "abcde|end");
}

TEST(IncomingBody, tells_nothing_while_it_is_paused) {
  Owner message;
  Sink sink;
  message.body.start(sink);
  message.body.pause();
  message.body.take(as_octets("abc"), End::no);
  message.body.go_on();
  message.body.take({}, End::yes);
  EXPECT_EQ(sink.text, "");
  EXPECT_EQ(message.credit, 0u);
  message.body.resume();
  EXPECT_EQ(sink.text, "abc|end");
  EXPECT_EQ(message.credit, 3u);
}

TEST(IncomingBody, a_sink_may_pause_it_from_inside_its_call) {
  Owner message;
  Sink sink;
  sink.at_most = 2;
  sink.on_octets = [&] {
    message.body.go_on();
    message.body.pause();
  };
  message.body.start(sink);
  message.body.take(as_octets("abcde"), End::yes);
  EXPECT_EQ(sink.text, "ab");
}

TEST(IncomingBody, a_sink_may_stop_it_from_inside_its_call) {
  Owner message;
  Sink sink;
  sink.at_most = 2;
  sink.on_octets = [&] { message.body.stop(); };
  message.body.start(sink);
  message.body.take(as_octets("abcde"), End::yes);
  EXPECT_EQ(sink.text, "ab");
  EXPECT_EQ(message.credit, 5u);
  EXPECT_EQ(message.body.dropped(), 3u);
}

TEST(IncomingBody, drops_what_comes_after_stop) {
  Owner message;
  message.body.take(as_octets("abc"), End::no);
  message.body.stop();
  message.body.take(as_octets("de"), End::no);
  EXPECT_EQ(message.credit, 5u);
  EXPECT_EQ(message.body.dropped(), 5u);
}

TEST(IncomingBody, that_is_lost_is_told_once_it_was_not_whole) {
  Owner whole;
  Sink content;
  whole.body.start(content);
  whole.body.take(as_octets("abc"), End::yes);
  whole.body.lose();
  EXPECT_EQ(content.text, "abc|end");
  Owner broken;
  Sink part;
  broken.body.start(part);
  broken.body.take(as_octets("ab"), End::no);
  broken.body.lose();
  EXPECT_EQ(part.text, "ab|lost");
  EXPECT_TRUE(broken.body.lost());
}

TEST(IncomingBody, ends_with_its_trailers) {
  Owner message;
  Sink sink;
  message.body.start(sink);
  message.body.take(as_octets("abc"), End::no);
  const http::Fields trailers;
  message.body.take_trailers(&trailers);
  EXPECT_EQ(sink.text, "abc|trailers");
}

TEST(IncomingBody, is_as_new_after_clear) {
  Owner message;
  message.body.take(as_octets("abc"), End::yes);
  message.body.stop();
  message.body.clear();
  message.body.begin(End::no, message);
  EXPECT_TRUE(message.body.arriving());
  EXPECT_FALSE(message.body.waiting());
  EXPECT_EQ(message.body.dropped(), 0u);
}

}  // namespace
}  // namespace weft::session
