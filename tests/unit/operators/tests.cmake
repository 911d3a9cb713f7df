crier_test(operators_tests
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/channel_watch_test.cpp
  ROOMS operators announce dispatch store config channels render core base)
