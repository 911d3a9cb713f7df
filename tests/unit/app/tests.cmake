crier_test(app_tests
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/spool_test.cpp
  ROOMS app)
