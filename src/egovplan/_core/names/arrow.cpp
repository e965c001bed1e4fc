// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

#include "names/arrow.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <limits>
#include <utility>

namespace egovplan {

namespace {

bool stop(ArrowColumn& out, Reading reading, std::int64_t row, std::string text = {}) {
    out.reading = reading;
    out.row = row;
    out.text = std::move(text);
    return false;
}

bool is_valid(const ArrowArray& array, std::int64_t i) {
    const auto* bits = array.n_buffers > 0 ? static_cast<const std::uint8_t*>(array.buffers[0]) : nullptr;
    const std::int64_t at = array.offset + i;
    return bits == nullptr || (bits[at >> 3] >> (at & 7) & 1) != 0;
}

// Position of the first missing value, -1 if there is none.
std::int64_t first_null(const ArrowArray& array) {
    if (array.null_count == 0) return -1;
    for (std::int64_t i = 0; i < array.length; ++i)
        if (!is_valid(array, i)) return i;
    return -1;
}

template <typename T>
const T* buffer(const ArrowArray& array, std::int64_t number) {
    return static_cast<const T*>(array.buffers[number]);
}

// The array's i-th whole number by the letter of its format; the letter is known to be one of these.
template <typename F>
bool with_numbers(char format, const ArrowArray& array, F&& use) {
    switch (format) {
        case 'c': return use(buffer<std::int8_t>(array, 1) + array.offset);
        case 'C': return use(buffer<std::uint8_t>(array, 1) + array.offset);
        case 's': return use(buffer<std::int16_t>(array, 1) + array.offset);
        case 'S': return use(buffer<std::uint16_t>(array, 1) + array.offset);
        case 'i': return use(buffer<std::int32_t>(array, 1) + array.offset);
        case 'I': return use(buffer<std::uint32_t>(array, 1) + array.offset);
        case 'l': return use(buffer<std::int64_t>(array, 1) + array.offset);
        default: return use(buffer<std::uint64_t>(array, 1) + array.offset);
    }
}

bool is_number(const char* format) { return format[0] != '\0' && format[1] == '\0' && std::strchr("cCsSiIlL", format[0]) != nullptr; }

bool read_numbers(char format, const ArrowArray& array, ArrowColumn& out) {
    const std::size_t before = out.numbers.size();
    out.numbers.resize(before + static_cast<std::size_t>(array.length));
    std::int64_t* to = out.numbers.data() + before;
    if (format == 'L') {
        const auto* from = buffer<std::uint64_t>(array, 1) + array.offset;
        const auto* large = std::find_if(from, from + array.length, [](std::uint64_t v) {
            return v > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        });
        if (large != from + array.length)
            return stop(out, Reading::kTooLarge, static_cast<std::int64_t>(before) + (large - from), std::to_string(*large));
    }
    return with_numbers(format, array, [&](const auto* from) {
        for (std::int64_t i = 0; i < array.length; ++i) to[i] = static_cast<std::int64_t>(from[i]);
        return true;
    });
}

// Texts with offsets: those of value i are offsets[i] … offsets[i + 1].
template <typename Offset>
std::string_view plain_text(const ArrowArray& array, std::int64_t i) {
    const Offset* offsets = buffer<Offset>(array, 1) + array.offset;
    return {buffer<char>(array, 2) + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
}

// Texts as views of 16 bytes: length, then up to 12 bytes, or a prefix, the number of a buffer and an offset in it.
std::string_view view_text(const ArrowArray& array, std::int64_t i) {
    const char* view = buffer<char>(array, 1) + 16 * (array.offset + i);
    std::array<std::int32_t, 4> words;
    std::memcpy(words.data(), view, sizeof(words));
    if (words[0] <= 12) return {view + 4, static_cast<std::size_t>(words[0])};
    return {buffer<char>(array, 2 + words[2]) + words[3], static_cast<std::size_t>(words[0])};
}

using Text = std::string_view (*)(const ArrowArray&, std::int64_t);

// How the values of a format are read; null if they are no text.
Text text_of(const char* format) {
    if (std::strcmp(format, "u") == 0) return plain_text<std::int32_t>;
    if (std::strcmp(format, "U") == 0) return plain_text<std::int64_t>;
    if (std::strcmp(format, "vu") == 0) return view_text;
    return nullptr;
}

// Positions of all texts of an array; missing values, whose bytes may be anything, have kUnknown.
void look_up(const ArrowArray& array, Text text, const NameTable& names, std::int32_t* out) {
    std::array<std::string_view, kBlock> block;
    const auto size = static_cast<std::size_t>(array.length);
    for (std::size_t first = 0; first < size; first += kBlock) {
        const std::size_t count = std::min(kBlock, size - first);
        for (std::size_t i = 0; i < count; ++i) {
            const auto at = static_cast<std::int64_t>(first + i);
            block[i] = is_valid(array, at) ? text(array, at) : std::string_view();
        }
        names.find(block.data(), count, out + first);
    }
    for (std::size_t i = 0; array.null_count != 0 && i < size; ++i)
        if (!is_valid(array, static_cast<std::int64_t>(i))) out[i] = kUnknown;
}

bool read_texts(Text text, const ArrowArray& array, const NameTable& names, ArrowColumn& out) {
    const std::size_t before = out.positions.size();
    out.positions.resize(before + static_cast<std::size_t>(array.length));
    std::int32_t* to = out.positions.data() + before;
    look_up(array, text, names, to);
    const auto* unknown = std::find(to, to + array.length, kUnknown);
    if (unknown == to + array.length) return true;
    return stop(out, Reading::kUnknown, static_cast<std::int64_t>(before) + (unknown - to), std::string(text(array, unknown - to)));
}

// Every distinct text is looked up once.
bool read_dictionary(char format, Text text, const ArrowArray& array, const NameTable& names, ArrowColumn& out) {
    const ArrowArray& values = *array.dictionary;
    std::vector<std::int32_t> position(static_cast<std::size_t>(values.length));
    look_up(values, text, names, position.data());
    const auto before = static_cast<std::int64_t>(out.positions.size());
    out.positions.reserve(out.positions.size() + static_cast<std::size_t>(array.length));
    return with_numbers(format, array, [&](const auto* codes) {
        for (std::int64_t i = 0; i < array.length; ++i) {
            const auto code = static_cast<std::uint64_t>(codes[i]);
            if (code >= position.size()) return stop(out, Reading::kBroken, before + i, "dictionary");
            if (position[code] == kUnknown) {
                if (!is_valid(values, static_cast<std::int64_t>(code))) return stop(out, Reading::kNull, before + i);
                return stop(out, Reading::kUnknown, before + i, std::string(text(values, static_cast<std::int64_t>(code))));
            }
            out.positions.push_back(position[code]);
        }
        return true;
    });
}

}  // namespace

bool read_arrow(const ArrowSchema& schema, const ArrowArray& array, const NameTable* names, ArrowColumn& out) {
    const char* format = schema.dictionary != nullptr ? schema.dictionary->format : schema.format;
    const Text text = text_of(format);
    const bool readable = text != nullptr ? names != nullptr : schema.dictionary == nullptr && is_number(format);
    if (!readable) return stop(out, Reading::kType, -1, format);
    out.reading = text != nullptr ? Reading::kPositions : Reading::kNumbers;
    if (array.length == 0) return true;
    const std::int64_t null = first_null(array);
    if (null >= 0) return stop(out, Reading::kNull, static_cast<std::int64_t>(out.numbers.size() + out.positions.size()) + null);
    if (text == nullptr) return read_numbers(format[0], array, out);
    if (schema.dictionary == nullptr) return read_texts(text, array, *names, out);
    return read_dictionary(schema.format[0], text, array, *names, out);
}

}  // namespace egovplan
