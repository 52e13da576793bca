"""The marked words that tables and forms of departments are made of: what a doubtful word more probably is."""

from __future__ import annotations

_WORDS = """
biên biến biển biểu buôn bà bài bàn bán báo bãi bình bón bông bưu bạc bản bảo bất bắc bắt bằng bến bị bố bổ bộ bột
chiếc chuyên chuyển châu chè chí chính chú chăn chơi chưa chương chất chế chỉ chốt chợ chủ chứng chữ chữa cuối cuộc cà
cá các cái cáo cáp cân cây có công cùng cũ cơ cả cấp cấu cần cộng cột cụ cục của cửu diện duyên dân dây dép dòng dù
dùng dương dược dạng dầu dẫn dẻo dệt dịch dồn dục dụng dữ dự dựng ghép giày giá giáo giúp giường giải giấy giới gạo gốc
gỗ hiểm hiện hiệu hoà hoàn hoá hoạch hoạt hoặc huyện huế hà hài hàn hàng hành hình hòa hóa hơi hơn hưng hại hạn hạng
hạt hải hậu học hồ hồi hồng hỗ hộ hội hợp khoáng khoản khác khách khánh khí khóa không khẩu khối khớp kiên kiểm kiện
kèm kê kích kính ký kế kết kỳ liên liệu loại luân là làm lào lá lâm lãnh lên lòng lõm lúa lý lĩnh lũy lưu lượng lượt
lạc lại lạng lần lập lẻ lệ lịch lỏng lồng lớn lớp lực miền máy mã mét móc mô môi môn măng mũ mại mạng mất mẫu mật mặc
mặt mỏ mỗi một mới mở mục mức mỹ nghiệm nghiệp nghìn nghĩa nghệ nghị ngoài nguyên nguồn ngành ngày ngân ngãi người
nhiên nhiệm nhà nhánh nhân nhóm nhận nhập nhật nhỏ niêm nuôi này nông năm năng nước nẵng nền nội nộp pháp phát phân phê
phí phòng phú phúc phương phước phường phạm phải phần phẩm phế phố phối phổ phụ phục phủ quyết quyền quân quý quả quản
quảng quần quặng quốc rừng suất sàn sách sáng sánh sóng súc sơn sản sắn sắt số sở sợi sử sửa sữa thiên thiết thiếu
thiểu thiệt thoại thuê thuận thuật thuế thuốc thuộc thuỷ thành thác thái tháng thép thêm thôn thông thương thường thải
thất thẩm thể thị thịt thọ thống thổ thời thủ thủy thứ thức thừa thực tiêu tiếp tiền tiểu tiện toàn toán triển triệu
truyền trà trên trình trí trú trăm trăng trước trường trưởng trạng trấn trắng trị trọng trồng trở trợ trụ trừ trực
tuyên tuyến tuần tuổi tài tàu tâm tây tên tình tích tính tô tôm tăng tĩnh tư tượng tại tạo tải tảng tấn tập tế tết tỉnh
tịch tốc tối tốt tổ tổng từ từng tử tự tỷ viễn việc viện việt và vàng vào vùng văn vĩnh vũng vương vải vấn vận vật về
vị vốn với vụ vừa vực xuất xây xã xóm xăng xử yên yết yếu án ăn đa đang điều điểm điện đà đài đào đá đánh đã đình đô
đông đúng đăng đơn đường được đạt đảo đầu đậu đắk đặc đếm đến đề địa định đối đốt đồ đồng đổi độ động đức ước ảnh ẩn ủy
uỷ ở
"""
#: Counted in official forms, lists of indicators and statistical tables; small letters, NFC.
VOCABULARY = frozenset(_WORDS.split())
