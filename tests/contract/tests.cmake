# One contract for every store: written from daemon/store/*.h and the rules, not from an implementation.
file(GLOB contract_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/store_*.cpp)
crier_test(store_contract SOURCES ${contract_sources} ROOMS store)
