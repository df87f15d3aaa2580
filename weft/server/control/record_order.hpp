// The order to record, and how it goes, as the control endpoint has them: POST and GET /record.
#pragma once

#include <string>
#include <string_view>

#include <weft/base/result.hpp>
#include <weft/session/ordered_recordings.hpp>

namespace weft::server {

using RecordOrder = session::OrderedRecordings::Order;
using RecordStatus = session::OrderedRecordings::Status;

// The query: "", "seconds=30&limit=100&size=67108864". The error is a sentence.
Result<RecordOrder, std::string> parse_record_query(std::string_view query);

// docs/guide/operate.md has the members. `folder` is empty where there is none.
std::string to_json(const RecordOrder& order, std::string_view folder);
std::string to_json(const RecordStatus& status, std::string_view folder);

}  // namespace weft::server
