"""Lists of provinces and communes as portals export them. All figures are made up."""

from __future__ import annotations

from collections.abc import Iterator

OFFICE = "trunguong/cuc_thong_ke"
PROVINCES = """Số liệu minh họa,,,,,,,,,
id,mahc,tentinh,dientichkm2,dansonguoi,trungtamhc,kinhdo,vido,truocsapnhap,con
1,1,Thủ đô Hà Nội,"3.360,50",8.700.100,giữ nguyên,105.698,21.0001,không sáp nhập,126 ĐVHC (51 phường và 75 xã)
2,31,thành phố Hải Phòng,"3.190,7",4.660.300,Hải Phòng (cũ),106.535,20.7934,"tỉnh Hải Dương và
thành phố Hải Phòng","114 ĐVHC (45 phường, 67 xã, 02 đặc khu)"
3,22,tỉnh Quảng Ninh,"6.200,00",1.490.200,giữ nguyên,107.292,21.2419,không sáp nhập,"54 ĐVHC (30 phường, 22 xã)"
"""
COMMUNES = """Số liệu minh họa,,,,,,,,
Đơn vị hành chính từ ngày 01/7/2025,,,Đơn vị hành chính trước ngày 01/7/2025,,,,,
"Tỉnh, thành phố",Tên Xã mới,Mã Xã mới,Tên Xã cũ,Mã Xã cũ,Ghi chú,Quận/huyện,Tỉnh cũ,
THÀNH PHỐ HÀ NỘI  ,,,,,,,,
Thành phố Hà Nội (01),Phường Minh Họa,00001,Phường Ví Dụ,00001,Nhập toàn bộ,Quận Thử (001),Thành phố Hà Nội (01),
Thành phố Hà Nội (01),"
Phường Minh Họa",00001,Phường Mẫu,00002,Nhập một phần,Quận Thử (001),Thành phố Hà Nội (01),
Tỉnh Bắc Ninh (24),,,,,,,,
Tỉnh Bắc Ninh (24),Xã Minh Họa,07001,Xã Mẫu ,07002,Nhâp toàn bộ,Huyện Thử (222),Tỉnh Bắc Giang (24),
Tỉnh Bắc Ninh (24),Đặc khu Minh Họa,07003,,,Giữ nguyên,Huyện Đảo Thử (223),Tỉnh Bắc Giang (24),
"""


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    yield f"{OFFICE}/merged_provinces/tinh_sau_sap_nhap_minh_hoa.csv", PROVINCES.encode()
    yield f"{OFFICE}/commune_conversion/bang_chuyen_doi_minh_hoa.csv", COMMUNES.encode()
