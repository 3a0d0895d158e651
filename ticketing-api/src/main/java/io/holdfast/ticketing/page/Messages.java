package io.holdfast.ticketing.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/// The words of the frame, in Korean; [EnglishMessages] has the English ones. The words inside the pages are with
/// the web components.
@MessageBundle(locale = "ko")
public interface Messages {

    @Message("ko")
    String language();

    @Message("공연")
    String shows();

    @Message("공연과 예매")
    String show();

    @Message("좌석 선택")
    String performance();

    @Message("예매 내역")
    String order();

    @Message("결제 확인")
    String payment();

    @Message("마이페이지")
    String me();

    @Message("티켓")
    String ticket();

    @Message("입장 확인")
    String checkIn();

    @Message("티켓 받기")
    String transfer();

    @Message("종이 티켓 인쇄")
    String print();

    @Message("비회원 예매 확인")
    String guest();

    @Message("예매대기 배정")
    String offer();

    @Message("본문으로 건너뛰기")
    String skip();

    @Message("주 메뉴")
    String menu();

    @Message("English")
    String otherLanguage();

    @Message("en")
    String otherLanguageCode();

    @Message("이 페이지에는 자바스크립트가 필요합니다. 브라우저 설정에서 켠 뒤 다시 열어 주세요.")
    String noScript();

    @Message("누구나 같은 순서로, 같은 자리를 두 번 팔지 않는 예매")
    String promise();

    @Message("찾으시는 페이지가 없습니다")
    String notFound();

    @Message("주소가 바뀌었거나 사라진 페이지입니다.")
    String notFoundMore();

    @Message("볼 수 없는 페이지입니다")
    String refused();

    @Message("다른 계정의 페이지이거나 로그인이 필요합니다.")
    String refusedMore();

    @Message("잠시 문제가 생겼습니다")
    String broken();

    @Message("예매와 결제 내용은 안전합니다. 잠시 뒤 다시 시도해 주세요.")
    String brokenMore();

    @Message("공연 목록으로")
    String toShows();
}
