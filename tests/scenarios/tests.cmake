crier_test(scenario_tests
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/story.cpp ${CMAKE_CURRENT_LIST_DIR}/accepting_test.cpp ${CMAKE_CURRENT_LIST_DIR}/sending_test.cpp ${CMAKE_CURRENT_LIST_DIR}/stall_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/people_test.cpp ${CMAKE_CURRENT_LIST_DIR}/brake_test.cpp ${CMAKE_CURRENT_LIST_DIR}/rehearsal_test.cpp ${CMAKE_CURRENT_LIST_DIR}/operators_test.cpp ${CMAKE_CURRENT_LIST_DIR}/idle_test.cpp ${CMAKE_CURRENT_LIST_DIR}/clock_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/wording_test.cpp ${CMAKE_CURRENT_LIST_DIR}/monitors_test.cpp ${CMAKE_CURRENT_LIST_DIR}/reworded_test.cpp ${CMAKE_CURRENT_LIST_DIR}/escalation_test.cpp
  ROOMS clock operators announce dispatch store config channels render wording core base)

crier_test(scenario_file_tests
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/files_test.cpp
  ROOMS simulation config base)
target_compile_definitions(scenario_file_tests PRIVATE CRIER_SOURCE="${CMAKE_SOURCE_DIR}")
