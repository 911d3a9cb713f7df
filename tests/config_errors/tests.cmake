crier_test(config_errors_tests
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/config_errors_test.cpp
  ROOMS config)
target_compile_definitions(config_errors_tests PRIVATE CRIER_SOURCE="${CMAKE_SOURCE_DIR}")
