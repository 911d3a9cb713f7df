crier_test(app_tests
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/pulse_test.cpp ${CMAKE_CURRENT_LIST_DIR}/spool_test.cpp
  ROOMS app)
