crier_test(architecture_tests SOURCES ${CMAKE_CURRENT_LIST_DIR}/architecture_test.cpp)
target_compile_definitions(architecture_tests PRIVATE CRIER_SOURCE="${CMAKE_SOURCE_DIR}")
