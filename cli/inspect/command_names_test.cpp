#include <cli/inspect/command_names.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli::inspect {
namespace command_names_test {
namespace {

TEST(CommandNames, are_found_in_any_case_of_their_letters) {
  EXPECT_EQ(find_name(error_code_names(), "cancel"), frame::ErrorCode::cancel);
  EXPECT_EQ(find_name(error_code_names(), "HTTP_1_1_REQUIRED"), frame::ErrorCode::http_1_1_required);
  EXPECT_EQ(find_name(setting_names(), "Initial_Window_Size"), frame::SettingId::initial_window_size);
  EXPECT_EQ(find_name(setting_names(), "no_rfc7540_priorities"), frame::SettingId::no_rfc7540_priorities);
  EXPECT_EQ(find_name(frame_type_names(), "priority"), frame::Type::priority);
  EXPECT_EQ(find_name(frame_type_names(), "PRIORITY_UPDATE"), frame::Type::priority_update);
  EXPECT_EQ(find_name(frame_type_names(), "0x0b"), std::nullopt);
}

TEST(CommandNames, are_proposed_in_place_of_wrong_ones) {
  EXPECT_EQ(such_as(error_code_names(), "CANCLE"), "CANCEL");
  EXPECT_EQ(such_as(frame_type_names(), "GOAWYA"), "GOAWAY");
}

}  // namespace
}  // namespace command_names_test
}  // namespace weft::cli::inspect
