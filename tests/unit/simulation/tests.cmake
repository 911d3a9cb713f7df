crier_test(simulation_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/command_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/play_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/scenario_test.cpp
  ROOMS client simulation config core base)
