"""The catalogue of findings: what can be wrong or doubtful in what people typed, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How much a finding matters: an error keeps the result from being final."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The word people read."""
        return {"error": "Phải sửa", "warning": "Cần xem", "info": "Để biết"}[self.value]

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Wording:
    """One line of the catalogue: how grave, the sentence (with named gaps) and the advice.

    Where only the office can follow the advice, `owner` is what the owner of the book is advised instead, or
    `for_office` keeps the finding from the owner altogether. `any_time` is true where the advice holds after a
    deadline, too: it does not ask to type what that has closed.
    """

    severity: Severity
    sentence: str
    advice: str
    owner: str = ""
    for_office: bool = False
    any_time: bool = False


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_TELL_OFFICE = "Báo Văn phòng."

CATALOGUE: Mapping[str, Wording] = MappingProxyType(
    {
        # a number that is not one
        "number-as-text": Wording(
            _E, "“{raw}” đang là chữ, chưa phải là số; có lẽ là {meant}.", "Gõ lại bằng số: {meant}."
        ),
        "number-with-words": Wording(
            _E, "“{raw}” có chữ hoặc ký hiệu dính vào số; có lẽ là {meant}.", "Chỉ gõ số: {meant}."
        ),
        "number-ambiguous": Wording(
            _E, "“{raw}” có thể hiểu là {meant}.", "Gõ lại cho rõ: phần nghìn dùng dấu chấm, phần lẻ dùng dấu phẩy."
        ),
        "number-malformed": Wording(
            _E, "“{raw}” có dấu chấm ngăn hàng nghìn đặt sai chỗ.", "Đếm lại số chữ số 0 rồi gõ lại, ví dụ 1.000.000."
        ),
        "number-unreadable": Wording(
            _E, "“{raw}” không phải là số.", "Gõ một số; chưa có thì để trống, không có việc thì ghi: không phát sinh."
        ),
        "number-is-date": Wording(
            _E,
            "Ô hiện {raw}, là ngày giờ, không phải số; có lẽ là {meant}.",
            "Chọn Định dạng > Số > Tự động cho ô này rồi gõ lại bằng dấu phẩy: {meant}.",
        ),
        "number-is-percent": Wording(
            _E, "Ô ghi {raw}, là tỷ lệ phần trăm chứ không phải điểm.", "Gõ số điểm, không gõ dấu %."
        ),
        "number-is-formula": Wording(
            _E, "Ô chứa công thức {raw}, điểm và số liệu phải gõ thẳng.", "Gõ lại kết quả bằng số."
        ),
        "number-is-choice": Wording(_E, "Ô chứa {raw}, không phải số.", "Gõ một số."),
        # a ratio that is not one
        "ratio-unclear": Wording(
            _E,
            "“{raw}” chưa rõ là tỷ lệ phần trăm hay số điểm; có lẽ là {meant}.",
            "Ghi số đạt trên tổng số, ví dụ 42/45, hoặc ghi cả dấu phần trăm: {meant}.",
        ),
        "ratio-unreadable": Wording(
            _E,
            "“{raw}” không đọc được thành tỷ lệ.",
            "Ghi số đạt trên tổng số, ví dụ 42/45, hoặc phần trăm, ví dụ 93,3%.",
        ),
        "ratio-is-date": Wording(
            _E,
            "Ô hiện {raw}, là ngày giờ, không phải tỷ lệ; có lẽ là {meant}.",
            "Chọn Định dạng > Số > Văn bản thuần túy cho ô này rồi gõ lại: {meant}.",
        ),
        "tier-unreadable": Wording(
            _E,
            "“{raw}” không phải mức nào trong danh sách: {meant}.",
            "Chọn một mức trong danh sách, hoặc gõ số điểm của mức đó.",
        ),
        # any cell
        "cell-error": Wording(_E, "Ô báo lỗi {raw}.", "Xóa công thức trong ô rồi gõ lại."),
        "formula-in-text": Wording(
            _W,
            "Ô chứa công thức {raw}; hệ thống giữ nguyên văn công thức, không lấy kết quả.",
            "Gõ lại nội dung bằng chữ và số.",
        ),
        "number-read-from-text": Wording(
            _I, "“{raw}” đang là chữ; đã đọc là {meant}.", "Nếu không đúng, gõ lại bằng số."
        ),
        "not-applicable-unclear": Wording(
            _E,
            "Tiêu chí {criterion} ghi “không phát sinh” nhưng thang điểm chưa nói cách tính trường hợp này.",
            "Gõ số điểm cụ thể; không có điểm thì gõ 0.",
        ),
        "zero-over-zero-unclear": Wording(
            _E,
            "Tiêu chí {criterion} ghi 0/0 nhưng thang điểm chưa nói cách tính trường hợp này.",
            "Nếu không có việc thì ghi: không phát sinh; nếu vẫn vướng, báo Văn phòng bổ sung thang điểm.",
        ),
        "ratio-over-zero": Wording(
            _E, "“{raw}” có mẫu số là 0 mà tử số khác 0 (tiêu chí {criterion}).", "Kiểm tra lại hai số rồi gõ lại."
        ),
        "cases-not-whole": Wording(
            _E, "Tiêu chí {criterion} đếm số việc, không thể là {raw}.", "Gõ số nguyên từ 0 trở lên."
        ),
        # points
        "tier-unknown": Wording(
            _E, "“{raw}” không phải mức nào của tiêu chí {criterion}: {meant}.", "Chọn một mức trong danh sách của ô."
        ),
        "tier-unclear": Wording(
            _E,
            "{raw} điểm ứng với nhiều mức của tiêu chí {criterion}, trong đó có mức làm mất điểm cả mục: {meant}.",
            "Chọn đúng mức trong danh sách của ô thay vì gõ điểm.",
        ),
        "tier-none": Wording(
            _E,
            "“{raw}” không rơi vào mức nào của tiêu chí {criterion} trong thang điểm.",
            "Kiểm tra lại số; nếu đúng, bổ sung mức vào thang điểm (rubric.yaml) rồi chạy lại.",
            owner="Kiểm tra lại số; nếu đúng, báo Văn phòng.",
        ),
        "points-negative": Wording(_E, "{criterion}: {raw} là số âm.", "Gõ lại điểm từ 0 trở lên."),
        "extra-uncounted": Wording(
            _W,
            "Tiêu chí {criterion}: số {raw} ghi ở ô thưởng, cộng thêm không được tính vì {what}.",
            "Ghi ô điểm của tiêu chí, hoặc xóa số này.",
        ),
        "bonus-beyond-leaf": Wording(
            _W,
            "Tiêu chí {criterion}: {what} {raw} vượt trần, tính được nhiều nhất {max}; {meant} điểm không được tính.",
            "Kiểm tra dấu phẩy thập phân; đúng là {raw} thì để nguyên.",
        ),
        "points-missing": Wording(_E, "Chưa có điểm tiêu chí {criterion} của {unit}.", "{how}"),
        "points-out-of-range": Wording(
            _E, "{raw} nằm ngoài khoảng từ 0 đến {max} điểm của tiêu chí {criterion}.", "Gõ lại điểm từ 0 đến {max}."
        ),
        "points-off-step": Wording(
            _E, "{raw} không phải bội số của {step} điểm.", "Làm tròn đến {step} điểm, ví dụ {meant}."
        ),
        "evidence-missing": Wording(
            _W,
            "Tiêu chí {criterion} tự chấm {raw} nhưng chưa có {what}.",
            "Ghi bổ sung vào cột tương ứng, cùng dòng.",
        ),
        "total-mismatch": Wording(
            _W, "Tổng điểm ghi {raw}, cộng các tiêu chí được {meant}.", "Sửa tổng hoặc sửa điểm từng tiêu chí."
        ),
        "gap-large": Wording(
            _W,
            "{unit}, tiêu chí {criterion}: tự chấm {self}, bộ phận chấm {department}, chênh {gap} điểm.",
            "Trao đổi lại giữa {unit} và bộ phận chấm trước khi họp xét.",
            any_time=True,
        ),
        "gap-unexplained": Wording(
            _W,
            "{unit} chưa giải trình chênh lệch ở tiêu chí {criterion}: tự chấm {self}, bộ phận chấm {department}.",
            "Trả lời dòng {raw} trong thẻ “Giải trình”.",
        ),
        "report-missing": Wording(
            _E, "{unit} chưa tự chấm điểm tiêu chí nào.", "Điền thẻ “Tự chấm điểm” và các thẻ còn lại."
        ),
        "department-silent": Wording(_E, "{department} chưa chấm điểm đơn vị nào.", "Điền thẻ “Chấm điểm”."),
        "unit-unscored": Wording(_E, "{department} chưa chấm điểm {unit}.", "Điền dòng {unit} trong thẻ “Chấm điểm”."),
        "criterion-foreign": Wording(
            _E,
            "Cột “{raw}” chấm tiêu chí {criterion}, không thuộc phần việc của bộ phận; điểm ở cột này không được tính.",
            "Xóa cột này; tiêu chí {criterion} do {department} chấm.",
        ),
        # the lists of departments and clusters
        "unit-unknown": Wording(_E, "Không có đơn vị nào tên “{raw}”.", "Ghi đúng tên hoặc mã, ví dụ {meant}."),
        "criterion-unknown": Wording(_E, "Không có tiêu chí “{raw}” để chấm.", "Ghi đúng mã tiêu chí, ví dụ {meant}."),
        "unit-not-in-cluster": Wording(
            _E, "{unit} không thuộc cụm này nên dòng này chưa được tính.", "Chuyển dòng này sang bảng của đúng cụm."
        ),
        "bonus-incomplete": Wording(
            _E, "Đề xuất điểm thưởng còn thiếu {what}.", "Ghi đủ {what}; thiếu thì chưa được tính."
        ),
        "bonus-over-cap": Wording(
            _I,
            "{unit} được {what} {raw} điểm thưởng, trần là {max}.",
            "Phần vượt {meant} điểm không được tính.",
            any_time=True,
        ),
        "bonus-undecided": Wording(
            _W,
            "Đề xuất {key} cho {unit} ({raw} điểm thưởng) đang chờ duyệt nên chưa được tính.",
            "Gõ điểm được duyệt vào dòng {key} của thẻ “Điểm thưởng”; không duyệt thì gõ 0.",
        ),
        "bonus-decision-unusable": Wording(
            _E,
            "Đề xuất {key}: “{raw}” không dùng được làm điểm được duyệt nên chưa tính điểm nào.",
            "Gõ số điểm không âm, theo bước {step}; không duyệt thì gõ 0, chưa duyệt thì để trống.",
        ),
        "bonus-decision-without-reason": Wording(
            _W,
            "Đề xuất {key}: được duyệt {raw} điểm, khác với điểm đề xuất ({meant}), nhưng chưa ghi lý do.",
            "Ghi lý do ở cột “Lý do duyệt”.",
        ),
        "bonus-decision-stale": Wording(
            _W,
            "Đề xuất {key}: quyết định dựa trên đề xuất cũ, {change}.",
            "Xem lại; nếu giữ nguyên điểm được duyệt thì ghi lại lý do.",
        ),
        "agreed-incomplete": Wording(
            _E, "Dòng điểm thống nhất còn thiếu {what}.", "Ghi đủ {what}; thiếu thì chưa được tính."
        ),
        "agreed-bonus-blank": Wording(
            _W,
            "{unit}, tiêu chí {criterion}: dòng điểm thống nhất để trống ô “Điểm thưởng” nên không tính thưởng, "
            "trong khi bộ phận cho thưởng {raw}.",
            "Ghi số điểm thưởng đã thống nhất; không thưởng thì ghi 0.",
        ),
        "agreed-twice": Wording(
            _E,
            "{unit}, tiêu chí {criterion} có nhiều dòng điểm thống nhất.",
            "Chỉ giữ một dòng; đến khi đó các dòng này chưa được tính.",
        ),
        "question-incomplete": Wording(
            _W, "Câu hỏi {raw} còn thiếu {what}.", "Ghi đủ {what} để {unit_noun} biết mà trả lời."
        ),
        "question-unanswered": Wording(
            _W,
            "{unit} chưa trả lời câu hỏi {raw} của {department}{what}: “{question}”.",
            "Trả lời dòng {raw} trong thẻ “Giải trình”.",
        ),
        "question-unclosed": Wording(
            _I,
            "{unit} đã trả lời câu hỏi {raw}, xem ở cột “Trả lời”: “{question}”.",
            "Rõ rồi thì ghi “có” vào cột “Đã rõ”; chưa rõ thì hỏi tiếp ở một dòng mới.",
        ),
        "choice-unknown": Wording(_W, "“{raw}” không có trong danh sách: {meant}.", "Chọn một mục trong danh sách."),
        "decision-without-reason": Wording(
            _W, "{unit}: đã ghi điểm hoặc xếp loại thống nhất nhưng chưa ghi lý do.", "Ghi lý do ở cột “Lý do”."
        ),
        "decision-stale": Wording(
            _W, "{unit}: quyết định dựa trên số cũ, {change}.", "Xem lại; nếu giữ nguyên quyết định thì ghi lại lý do."
        ),
        "step-put-back": Wording(_W, "Báo cáo của {unit} {step}, sau đó có thay đổi: {change}.", "{how}"),
        "late-change": Wording(
            _W,
            "Sửa sau hạn {deadline}: {change}; số mới vẫn được tính.",
            "Có người cho phép thì ghi gia hạn vào extensions.yaml; nếu không, trả lại nội dung khi hết hạn.",
            owner="Có người cho phép sửa thì báo Văn phòng ghi gia hạn; nếu không, báo Văn phòng để trả lại số cũ.",
            any_time=True,
        ),
        "late-change-allowed": Wording(
            _I,
            "Sửa sau hạn {deadline} trong thời gian gia hạn: {change}.",
            "Không phải làm gì thêm: {who} cho phép, lý do: {why}.",
            any_time=True,
        ),
        "record-late": Wording(
            _I,
            "Sau hạn {deadline}, đến {day} mới đọc được {books}: điều gõ trong những ngày đó không được đánh dấu muộn.",
            "Không phải làm gì thêm; khi cần biết ai đã gõ gì, mở bảng đó, vào Tệp > Lịch sử phiên bản.",
            for_office=True,
            any_time=True,
        ),
        # bands and their quotas
        "band-open": Wording(
            _W,
            "{unit} chưa xếp loại được: {raw}.",
            "Ban Thường trực chọn, ghi vào cột “Xếp loại thống nhất” và nêu lý do.",
        ),
        "quota-exceeded": Wording(
            _W,
            "Ban Thường trực đã xếp {raw} {among} loại {band}, chỉ tiêu là {max}.",
            "Xem lại cột “Xếp loại thống nhất”; nếu giữ, ghi căn cứ vượt chỉ tiêu ở cột “Lý do”.",
        ),
        # the appendix, highlights, remedies
        "figure-missing": Wording(_W, "Chưa có số liệu {figure}.", "Gõ số; không có việc thì ghi: không phát sinh."),
        "figure-not-whole": Wording(_E, "{figure} đếm bằng {measure}, không thể là {raw}.", "Gõ số nguyên."),
        "figure-negative": Wording(_E, "{figure} không thể âm ({raw}).", "Gõ lại số không âm."),
        "figure-wrong-measure": Wording(
            _E, "{figure} ghi {raw} {measure}: quá lớn, có lẽ gõ theo đồng.", "Đổi ra {measure}: có lẽ là {meant}."
        ),
        "figure-implausible": Wording(
            _W, "{figure} ghi {raw} {measure}, lớn hơn mức thường gặp.", "Kiểm tra lại số này."
        ),
        "figure-drift": Wording(
            _W, "{figure} năm nay {raw}, năm trước {last}: lệch nhiều lần.", "Kiểm tra lại; đúng thì ghi chú lý do."
        ),
        "remedy-unanswered": Wording(
            _W, "Chưa trả lời nhận xét năm trước {raw}.", "Ghi biện pháp đã khắc phục và kết quả."
        ),
        "remedy-without-evidence": Wording(
            _W, "Biện pháp khắc phục nhận xét {raw} chưa có minh chứng.", "Ghi số văn bản hoặc đường dẫn tài liệu."
        ),
        "remedy-unjudged": Wording(
            _W, "Chưa đánh giá việc {unit} khắc phục nhận xét {raw}.", "Đọc dòng này rồi chọn mức ở cột “Đánh giá”."
        ),
        "highlights-too-long": Wording(
            _W, "Phần nổi bật dài khoảng {raw} chữ, quá {max} chữ.", "Rút gọn cho vừa {meant}."
        ),
        # the book itself
        "cell-locked-changed": Wording(
            _W,
            "Ô khóa bị sửa: “{raw}” thay cho “{meant}”; hệ thống dùng nội dung gốc.",
            "Trả lại nội dung gốc: {meant}.",
            any_time=True,
        ),
        "cell-ours-changed": Wording(
            _W,
            "Ô này do hệ thống ghi, có người gõ “{raw}”; giá trị hệ thống tính là “{meant}”.",
            "Xóa trống ô này, lần đồng bộ sau hệ thống sẽ ghi lại.",
            any_time=True,
        ),
        "code-unknown": Wording(
            _W, "Mã “{raw}” không có trong mẫu.", "Trả lại mã gốc hoặc xóa dòng thừa.", any_time=True
        ),
        "code-missing": Wording(
            _E, "Mất dòng mã {raw}.", "Thêm lại dòng có mã {raw} hoặc báo Văn phòng.", any_time=True
        ),
        "code-twice": Wording(
            _E,
            "Mã {raw} có ở nhiều dòng: {meant}.",
            "Chỉ giữ một dòng; đến khi đó các dòng này không được tính.",
            any_time=True,
        ),
        "code-mixed-up": Wording(
            _E,
            "{what} mã {raw} mang nội dung của {meant}; số liệu ở đó chưa được tính cho tiêu chí nào.",
            "Chạy `sheetsync provision --plan` rồi làm theo kế hoạch.",
            owner=_TELL_OFFICE,
            any_time=True,
        ),
        "tab-missing": Wording(
            _E, "Bảng thiếu thẻ “{raw}”.", "Khôi phục thẻ từ lịch sử phiên bản hoặc báo Văn phòng.", any_time=True
        ),
        "column-missing": Wording(
            _E,
            "Thẻ “{tab}” thiếu cột “{raw}”.",
            "Khôi phục cột từ lịch sử phiên bản hoặc báo Văn phòng.",
            any_time=True,
        ),
        "locale-wrong": Wording(
            _E,
            "Bảng đang đặt ngôn ngữ {raw}, không phải {meant}: số có dấu phẩy bị hiểu sai nên chưa dùng được số nào.",
            "Mở Tệp > Cài đặt > Ngôn ngữ: chọn Việt Nam, rồi gõ lại các số có phần lẻ.",
            any_time=True,
        ),
        "book-emptied": Wording(
            _E,
            "Mọi ô đã điền đều bị xóa trống; hệ thống giữ số liệu lần trước.",
            "Khôi phục từ lịch sử phiên bản; nếu đúng là xóa, chạy `sheetsync sync --accept-empty {raw}`.",
            owner="Khôi phục từ lịch sử phiên bản; nếu đúng là xóa, báo Văn phòng.",
            any_time=True,
        ),
        "book-late": Wording(_W, "{name} chưa đủ khi hết hạn {raw}.", "Hoàn thành phần còn thiếu và báo Văn phòng."),
        "report-late-points": Wording(
            _I,
            "{raw}.",
            "Nếu chậm vì lý do khách quan, báo Văn phòng; chỉ tính những ngày hệ thống thấy còn thiếu.",
            any_time=True,
        ),
        "book-not-provisioned": Wording(
            _E, "{name} chưa được tạo.", "Chạy `sheetsync provision`.", for_office=True, any_time=True
        ),
        "book-not-found": Wording(
            _E,
            "Không tìm thấy bảng của {name}.",
            "Kiểm tra mã bảng trong books.yaml, hoặc khôi phục từ thùng rác.",
            owner=_TELL_OFFICE,
            any_time=True,
        ),
        "book-not-shared": Wording(
            _E,
            "Không có quyền đọc bảng của {name}.",
            "Chia sẻ bảng (quyền chỉnh sửa) cho tài khoản của hệ thống.",
            owner=_TELL_OFFICE,
            any_time=True,
        ),
        "book-malformed": Wording(
            _E,
            "Không đọc được bảng của {name}: {raw}.",
            "Mở bảng xem có phải Google Trang tính không, rồi chạy lại.",
            owner=_TELL_OFFICE,
            any_time=True,
        ),
        "book-unavailable": Wording(
            _E,
            "Google chưa trả lời khi đọc bảng của {name}.",
            "Chạy lại `sheetsync sync` sau ít phút.",
            for_office=True,
            any_time=True,
        ),
        "book-stale": Wording(
            _W,
            "Đang dùng số liệu cũ của {name}, đọc {raw}.",
            "Sửa lỗi đọc bảng nêu trên rồi chạy lại.",
            for_office=True,
            any_time=True,
        ),
    }
)
"""Every finding there is. Codes are permanent; `docs/findings.md` lists them and a test keeps the two equal."""
