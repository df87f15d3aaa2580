#include <weft/h2/flow_window.hpp>

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace weft::h2 {
namespace {

TEST(FlowWindow, begins_with_65535_octets) {
  EXPECT_EQ(FlowWindow().available(), 65'535u);
}

TEST(FlowWindow, may_reach_the_largest_and_not_exceed_it) {
  FlowWindow window(max_window - 1);
  EXPECT_TRUE(window.give(1));
  EXPECT_FALSE(window.give(1));
  EXPECT_EQ(window.available(), max_window);
}

TEST(FlowWindow, may_become_negative_and_opens_again_above_zero) {
  FlowWindow window(60'000);
  window.take(60'000);
  EXPECT_TRUE(window.adjust(16'000 - 60'000));
  EXPECT_EQ(window.octets(), -44'000);
  EXPECT_EQ(window.available(), 0u);
  EXPECT_TRUE(window.give(44'000));
  EXPECT_FALSE(window.open());
  EXPECT_TRUE(window.give(1));
  EXPECT_TRUE(window.open());
}

TEST(FlowWindow, never_falls_below_what_32_bits_hold) {
  FlowWindow window(max_window);
  window.take(max_window);
  EXPECT_TRUE(window.adjust(-std::int64_t{max_window}));
  EXPECT_EQ(window.octets(), -std::int64_t{max_window});
}

// The increment that is announced for octets that are given back, or 0.
std::uint32_t update_for(ReceiveWindow& window, std::uint32_t octets) {
  window.give_back(octets);
  const std::uint32_t increment = window.due(Credit::when_due);
  window.announce(increment);
  return increment;
}

// The number of updates for a peer that always sends as much as it may, while a reader takes the given number of octets
// at a time.
std::size_t updates_for(std::uint32_t size, std::uint32_t at_a_time, std::size_t total) {
  ReceiveWindow window(size, size);
  std::size_t updates = 0;
  for (std::size_t read = 0; read < total; read += at_a_time) {
    if (!window.take(static_cast<std::uint32_t>(window.octets())) || window.held() < at_a_time) return 0;
    updates += update_for(window, at_a_time) != 0 ? 1u : 0u;
  }
  return updates;
}

TEST(ReceiveWindow, accepts_all_of_it_and_not_an_octet_more) {
  ReceiveWindow window(100, 100);
  EXPECT_TRUE(window.take(100));
  EXPECT_FALSE(window.take(1));
  EXPECT_TRUE(window.take(0));
}

TEST(ReceiveWindow, gives_credit_back_in_steps_of_half_of_it) {
  ReceiveWindow window(100, 100);
  ASSERT_TRUE(window.take(60));
  EXPECT_EQ(update_for(window, 49), 0u);
  EXPECT_EQ(update_for(window, 1), 50u);
  EXPECT_EQ(window.octets(), 90);
  EXPECT_EQ(window.held(), 10u);
}

TEST(ReceiveWindow, gives_an_eighth_to_a_peer_that_has_next_to_nothing_left) {
  ReceiveWindow window(65'535, 65'535);
  ASSERT_TRUE(window.take(65'535));
  EXPECT_EQ(update_for(window, 8'191), 0u);
  EXPECT_EQ(update_for(window, 1), 8'192u);
  ReceiveWindow large(1'000'000, 1'000'000);
  ASSERT_TRUE(large.take(1'000'000));
  EXPECT_EQ(update_for(large, 16'384), 16'384u);
}

// A message of 50,000 octets comes behind one that is consumed: it must not stop in the middle, where the window it
// needs would only come when it has been consumed.
TEST(ReceiveWindow, does_not_starve_who_waits_for_more_before_it_consumes) {
  for (std::uint32_t message = 1; message <= 56'000; message += 999) {
    ReceiveWindow window(64'000, 64'000);
    for (std::uint32_t whole = 0; whole < 20; ++whole) {
      std::uint32_t missing = message;
      while (missing != 0) {
        const auto size = std::min(missing, static_cast<std::uint32_t>(std::max(window.octets(), 0)));
        ASSERT_NE(size, 0u) << "message of " << message;
        ASSERT_TRUE(window.take(size));
        missing -= size;
        update_for(window, 0);
      }
      update_for(window, message);
    }
  }
}

TEST(ReceiveWindow, does_not_dribble_to_a_reader_of_single_octets) {
  EXPECT_EQ(updates_for(65'536, 1, 655'360), 80u);
  EXPECT_EQ(updates_for(1'000'000, 1, 1'638'400), 100u);
}

TEST(ReceiveWindow, however_small_never_starves) {
  EXPECT_EQ(updates_for(1, 1, 1000), 1000u);
  for (std::uint32_t size = 1; size <= 300; ++size) {
    for (std::uint32_t held = 0; held < size; ++held) {
      ReceiveWindow window(size, size);
      ASSERT_TRUE(window.take(size));
      const bool resumes = update_for(window, size - held) != 0;
      EXPECT_TRUE(resumes || held > size - size / 8 - 1) << "window " << size << ", held " << held;
    }
  }
}

// A peer that fills its frames sends no tiny one then, however unevenly the reader reads.
TEST(ReceiveWindow, gives_credit_for_whole_frames) {
  constexpr std::uint32_t frame = 16 * 1024;
  ReceiveWindow window(4 * frame, 4 * frame);
  for (std::uint32_t uneven = 1; uneven < 40'000; uneven += 997) {
    window.grow(4 * frame + uneven);
    for (std::uint32_t came = 0; came < 20 * frame; came += uneven) {
      ASSERT_TRUE(window.take(uneven));
      EXPECT_EQ(update_for(window, uneven) % frame, 0u) << "given back by " << uneven;
    }
  }
}

// A peer sends what it may as soon as the path takes it, and the reader reads as it likes, while the window grows.
TEST(ReceiveWindow, leaves_no_rest_for_a_tiny_frame) {
  constexpr std::uint32_t frame = 16 * 1024;
  std::minstd_rand chance;
  const auto up_to = [&chance](std::uint32_t most) {
    return std::uniform_int_distribution<std::uint32_t>(0, most)(chance);
  };
  for (std::uint32_t run = 0; run < 500; ++run) {
    ReceiveWindow window(default_window, default_window);
    std::uint32_t target = default_window;
    for (std::uint32_t turn = 0; turn < 200; ++turn) {
      for (std::uint32_t frames = up_to(1); frames != 0 && window.octets() > 0; --frames) {
        const auto size = std::min(frame, static_cast<std::uint32_t>(window.octets()));
        ASSERT_GE(size, 4'095u) << "run " << run << ", turn " << turn;
        ASSERT_TRUE(window.take(size));
      }
      window.grow(target += up_to(50));
      update_for(window, std::min(window.held(), up_to(2'000)));
    }
  }
}

TEST(ReceiveWindow, owes_everything_at_once_where_that_is_asked) {
  ReceiveWindow window(100, 100);
  EXPECT_EQ(window.due(Credit::at_once), 0u);
  ASSERT_TRUE(window.take(3));
  window.give_back(1);
  EXPECT_EQ(window.due(Credit::when_due), 0u);
  EXPECT_EQ(window.due(Credit::at_once), 1u);
}

TEST(ReceiveWindow, that_was_made_smaller_by_settings_takes_nothing_until_it_is_positive) {
  ReceiveWindow window(100, 100);
  ASSERT_TRUE(window.take(80));
  window.adjust(-60);
  EXPECT_EQ(window.octets(), -40);
  EXPECT_FALSE(window.take(1));
  EXPECT_EQ(update_for(window, 80), 80u);
  EXPECT_EQ(window.octets(), 40);
}

// RFC 9113 6.9.2: "A sender MUST track the negative flow-control window and MUST NOT send new flow-controlled frames
// until it receives WINDOW_UPDATE frames that cause the flow-control window to become positive."
TEST(ReceiveWindow, that_settings_made_negative_opens_again_when_all_is_consumed) {
  for (std::uint32_t held : {20'000u, 40'000u, 65'535u}) {
    for (std::uint32_t smaller : {1u, 100u, 5'000u, 16'385u}) {
      ReceiveWindow window(held, held);
      ASSERT_TRUE(window.take(held));
      window.adjust(std::int64_t{smaller} - held);
      EXPECT_NE(update_for(window, held), 0u);
      EXPECT_EQ(window.octets(), static_cast<std::int32_t>(smaller)) << "of " << held;
    }
  }
}

TEST(ReceiveWindow, that_was_made_larger_owes_the_difference_at_once) {
  ReceiveWindow window(100, 100);
  window.set_target(1000);
  EXPECT_EQ(window.owed(), 900u);
}

TEST(ReceiveWindow, that_was_made_smaller_withholds_credit) {
  ReceiveWindow window(100, 100);
  ASSERT_TRUE(window.take(70));
  window.set_target(50);
  EXPECT_EQ(update_for(window, 50), 0u);
  EXPECT_EQ(window.octets(), 30);
  EXPECT_EQ(update_for(window, 20), 0u);
  ASSERT_TRUE(window.take(30));
  EXPECT_EQ(update_for(window, 30), 50u);
}

TEST(ReceiveWindow, that_was_chosen_is_kept_whatever_settings_and_growth_say) {
  ReceiveWindow window(65'535, 65'535);
  window.set_target(100'000);
  window.announce(window.owed());
  window.adjust(10 - 65'535);
  EXPECT_EQ(window.owed(), 65'525u);
  window.grow(1'000'000);
  EXPECT_EQ(window.target(), 100'000u);
}

TEST(ReceiveWindow, grows_and_never_shrinks_by_growth) {
  ReceiveWindow window(100, 100);
  window.grow(50);
  EXPECT_EQ(window.target(), 100u);
  window.grow(300);
  EXPECT_EQ(window.owed(), 200u);
}

TEST(ReceiveWindow, gives_something_extra_for_as_long_as_it_is_told) {
  ReceiveWindow window(100, 100);
  ASSERT_TRUE(window.take(100));
  window.set_extra(80);
  EXPECT_EQ(update_for(window, 0), 80u);
  window.set_extra(0);
  EXPECT_EQ(update_for(window, 80), 0u);
  ASSERT_TRUE(window.take(80));
  EXPECT_EQ(update_for(window, 100), 100u);
}

TEST(ReceiveWindow, is_never_more_than_the_largest) {
  ReceiveWindow window(max_window, max_window);
  window.set_extra(max_window);
  window.adjust(1);
  EXPECT_EQ(window.owed(), 0u);
  EXPECT_EQ(window.octets(), std::int64_t{max_window});
  window.adjust(-std::int64_t{max_window});
  window.set_target(0xffff'ffff);
  EXPECT_EQ(window.owed(), max_window);
}

TEST(ReceiveWindow, that_was_made_smaller_announces_in_smaller_steps) {
  ReceiveWindow window(100, 100);
  ASSERT_TRUE(window.take(20));
  EXPECT_EQ(update_for(window, 20), 0u);
  window.adjust(-60);
  EXPECT_EQ(update_for(window, 0), 20u);
  EXPECT_EQ(window.octets(), 40);
}

}  // namespace
}  // namespace weft::h2
