"""Words over the chart stand where they cover no other words."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize

from ui.drawing.free_place import free_place

SIZE = QSize(100, 40)
CORNERS = [QPoint(0, y) for y in range(0, 400, 20)]
RECTS = st.builds(QRect, st.integers(0, 120), st.integers(0, 400), st.integers(1, 120), st.integers(1, 80))


def test_first_place_that_is_free_is_taken():
    assert free_place(SIZE, CORNERS, []) == CORNERS[0]
    assert free_place(SIZE, CORNERS, [QRect(50, 30, 10, 10)]) == QPoint(0, 40)


def test_where_nothing_is_free_the_least_is_covered():
    taken = [QRect(0, 0, 200, 500), QRect(0, 0, 200, 200)]
    assert free_place(SIZE, CORNERS, taken) == QPoint(0, 200)


@given(st.lists(RECTS, max_size=6))
def test_a_place_that_covers_something_is_taken_only_where_all_do(taken):
    place = QRect(free_place(SIZE, CORNERS, taken), SIZE)
    if any(place.intersects(one) for one in taken):
        assert all(any(QRect(corner, SIZE).intersects(one) for one in taken) for corner in CORNERS)
